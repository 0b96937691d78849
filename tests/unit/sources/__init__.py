"""Sources, without anything around them."""
