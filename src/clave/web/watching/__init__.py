"""What whoever keeps the server watches: who is let in at once, what was answered and how fast, and the text of /metrics."""
