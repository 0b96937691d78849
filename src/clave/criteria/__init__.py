"""Floor 4: for which of the recognised reasons a customer is key, and on what evidence."""
