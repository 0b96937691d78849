"""Which engine measures, as the environment says it; a bad value is a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.facts.spark.engine import LOCAL, SparkEngine

ENGINES = ("duckdb", "spark")
MASTER = re.compile(
    r"local(\[(\d+|\*)(,\d+)?\])?|local-cluster\[\d+,\d+,\d+\]|spark://\S+:\d+(,\S+:\d+)*|yarn|k8s://\S+"
)
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:/\S.*|/.*")


def read_engine(values: Mapping[str, str], facts: Path) -> SparkEngine | None:
    """The engine of CLAVE_ENGINE, with CLAVE_SPARK_MASTER and CLAVE_FACTS_ADDRESS; None = DuckDB. `facts`: the folder of the
    stored book on this machine."""
    return engine_named(values.get("CLAVE_ENGINE", ""), values, facts, "CLAVE_ENGINE")


def engine_named(name: str, values: Mapping[str, str], facts: Path, where: str) -> SparkEngine | None:
    """The engine of a name, the rest from the environment; `where` says who named it."""
    master = values.get("CLAVE_SPARK_MASTER", "").strip() or LOCAL
    address = values.get("CLAVE_FACTS_ADDRESS", "").strip().rstrip("/")
    if name not in ("", *ENGINES):
        raise _bad(where, name, _("duckdb or spark"))
    if not MASTER.fullmatch(master):
        expects = _("a Spark master such as local[2], spark://host:7077, yarn or k8s://https://host:443")
        raise _bad("CLAVE_SPARK_MASTER", master, expects)
    if address and not ADDRESS.fullmatch(address):
        expects = _("an address such as s3a://bucket/clave/facts or file:///mnt/clave/facts")
        raise _bad("CLAVE_FACTS_ADDRESS", address, expects)
    return SparkEngine(master, facts.absolute(), address) if name == "spark" else None


def _bad(name: str, value: str, expects: Text) -> ClaveError:
    return ClaveError(
        _("it is «{value}», and it must be {expects}.").fill(value=value, expects=expects),
        where=name,
        remedy=_("Correct it in the environment and start again; nothing was changed."),
    )
