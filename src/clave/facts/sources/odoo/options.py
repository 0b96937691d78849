"""What a company says about its Odoo, that no field says: which code names a customer, where the seconds lie, whose day it is."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clave.base.words import _
from clave.facts.sources.odoo.refusals import OdooError
from clave.facts.sources.port import WRONG

BOGOTA = ZoneInfo("America/Bogota")
CUSTOMER_CODES, PRODUCT_CODES = ("id", "ref", "vat"), ("default_code", "id")


@dataclass(frozen=True)
class Seconds:
    """Which stock is of second quality: that in these locations, of these categories, or of these lots; names with *."""

    locations: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()

    def holds(self, location: str, category: str, lot: str) -> bool:
        """Whether what lies there is second quality."""
        said = ((location, self.locations), (category, self.categories), (lot, self.lots))
        return any(
            name and fnmatch.fnmatchcase(name.casefold(), one.casefold()) for name, every in said for one in every
        )


@dataclass(frozen=True)
class Options:
    """`company` is its number in Odoo, None for all; `slow_days` is the age from which stock is slow, None = never said."""

    customer_code: str = "id"
    product_code: str = "default_code"
    zone: ZoneInfo = BOGOTA
    company: int | None = None
    seconds: Seconds = Seconds()
    slow_days: int | None = None

    def own(self) -> list[list[object]]:
        """The domain of the documents of the company."""
        return [] if self.company is None else [["company_id", "=", self.company]]


def options(entered: Mapping[str, str]) -> Options:
    """What was entered; OdooError naming the setting that cannot be so."""
    return Options(
        _one_of(entered, "customer_code", CUSTOMER_CODES),
        _one_of(entered, "product_code", PRODUCT_CODES),
        _zone(entered.get("zone", "").strip() or "America/Bogota"),
        _whole(entered, "company"),
        Seconds(*(_names(entered, f"seconds_{what}") for what in ("locations", "categories", "lots"))),
        _whole(entered, "slow_days"),
    )


def _names(entered: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in entered.get(name, "").split(",") if one.strip())


def _one_of(entered: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = entered.get(name, "").strip() or choices[0]
    if value not in choices:
        raise OdooError(
            "setting", WRONG, _("«{value}» is none of its choices.").fill(value=value), where=name,
            remedy=_("Choose one of these: {choices}.").fill(choices=", ".join(choices)),
        )  # fmt: skip
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise OdooError(
            "setting", WRONG, _("there is no time zone «{zone}».").fill(zone=name), where="zone",
            remedy=_("Write it as America/Bogota."),
        ) from error  # fmt: skip


def _whole(entered: Mapping[str, str], name: str) -> int | None:
    text = entered.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 1_000_000_000:
        raise OdooError(
            "setting", WRONG, _("«{value}» is not a whole number above zero.").fill(value=text), where=name,
            remedy=_("Write its figures only, or leave it empty."),
        )  # fmt: skip
    return int(text)
