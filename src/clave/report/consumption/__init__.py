"""The report of consumption of one customer: its figures, what is said of them, and the papers they stand on. (G10)"""
