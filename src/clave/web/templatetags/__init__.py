"""Filters for figures and tags for pieces of the page."""
