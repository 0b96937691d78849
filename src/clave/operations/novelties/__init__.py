"""Novelties: what key accounts see before the market, what they would change, and who of theirs approved it. (C6)"""
