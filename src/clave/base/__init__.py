"""Floor 1: money, periods, ids, words and errors that every other floor uses."""
