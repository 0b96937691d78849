"""The public holidays of a country, as the library `holidays` knows them: the law moves them, so nobody here lists them."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import country_holidays

COUNTRIES = (
    "AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "US", "UY", "VE",
)  # fmt: skip
"""ISO 3166 codes of the countries whose calendar a company may choose."""


@cache
def holidays_of(country: str, year: int) -> frozenset[date]:
    """Every public holiday of a year in one of COUNTRIES."""
    return frozenset(country_holidays(country, years=year))
