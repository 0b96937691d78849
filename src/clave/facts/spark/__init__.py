"""Spark, for books that one machine outgrows: the same facts, the same SQL, the same answers (ADR 0042).

An extra (`pip install 'clave[spark]'`) that needs Java; nothing here is imported by whoever does not set it."""

from __future__ import annotations

from clave.facts.spark.engine import LEAST_JAVA, LOCAL, SparkEngine
from clave.facts.spark.setting import ENGINES, engine_named, read_engine

__all__ = ["ENGINES", "LEAST_JAVA", "LOCAL", "SparkEngine", "engine_named", "read_engine"]
