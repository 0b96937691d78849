"""The plan of an account: what the customer wants, what we want, who does what until when, and whether it can be. (G8)"""
