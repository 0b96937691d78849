"""Did status matter: key accounts beside comparable customers that never were, with intervals, placebos and who was left out."""
