"""The second database: a PostgreSQL server of the tests' own, and what runs on it again."""
