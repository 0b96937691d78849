"""Joint promotions and agreements: what is agreed, what the account would have bought without it, what came of it. (G9)"""
