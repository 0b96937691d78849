"""What the command line of Django finds here."""
