"""Floor 12: the pages: HTTP in, one action or one query, a template out."""
