"""The backup of an installation: one sealed file with state, facts, policy and what else is needed to go on elsewhere."""
