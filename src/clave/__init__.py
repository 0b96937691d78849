"""clave: key account management that is kept, not announced."""
