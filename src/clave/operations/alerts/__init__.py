"""Alerts: what a customer's facts and the logs about it say that somebody should look at today. (G7, B1)

Each decider says why in words, what is at stake, how sure it is and the one thing to do; none knows a screen or a clock."""
