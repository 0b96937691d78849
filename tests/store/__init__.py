"""The database, the actions and their races: these run on SQLite, and on PostgreSQL by tests/postgres."""
