"""A report told in a conversation: by LINE, SMS or e-mail, one question at a time, with the same end as the form's."""
