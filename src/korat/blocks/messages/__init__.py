"""What the house says to people: inbox, e-mail, SMS, an ordered outbox."""
