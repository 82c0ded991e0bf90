"""E-mail: out over SMTP, in from a maildir that the operator's mail server fills."""
