"""One command per file: start, serve (web and work) and audit."""
