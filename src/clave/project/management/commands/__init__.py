"""One command per file: start, serve and audit."""
