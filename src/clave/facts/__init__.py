"""Floor 2: what the ERP says: declared tables, intake with checks, the store and the warehouse."""
