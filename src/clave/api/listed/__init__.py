"""The settled form of a list and of one thing: declared once, then paged, filtered, ordered, and taken out as a file."""
