"""What clave writes back to Odoo: planned with a difference to read first, written once, read back, and kept in a ledger."""
