"""The second engine: what DuckDB answers, Spark answers too (ADR 0042)."""
