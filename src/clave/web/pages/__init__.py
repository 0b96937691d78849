"""One module per step of the chain: each address of the product is a function here."""
