"""Hospitality and gifts: what may be given to whom, what somebody must approve, and what is refused. (G11)"""
