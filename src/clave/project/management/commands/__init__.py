"""One command per file: start and serve."""
