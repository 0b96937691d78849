"""The portal of the customers: pages that a person of a customer opens, each about the account of who is in."""
