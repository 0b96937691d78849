"""Moving the state of an installation to another database: whole, compared and verified, or not at all."""
