"""Odoo as clave sees it: a server of our own that speaks both of its interfaces, and what clave reads from and writes to it."""
