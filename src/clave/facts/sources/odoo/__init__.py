"""Odoo as a source of facts and a place for what clave decides: 18 and older over /jsonrpc, 19 and newer over /json/2.

Nothing of Odoo is copied here: clave talks to it over its documented interface only (docs/adr/0037)."""
