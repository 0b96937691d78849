"""A server that answers as Odoo 18 and 19 were observed to answer, over a company that is made up here. No code of Odoo."""
