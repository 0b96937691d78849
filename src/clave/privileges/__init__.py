"""Floor 6: what a key account gets and whether it got it: grants, dispatch, plant, conditions, collection, ledger."""
