"""Every list of the API, step by step along the chain; each reads what the page of the same name reads."""
