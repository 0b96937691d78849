"""A figure with its unit, and how people read it: es-CO and English, the same on screen, in mail and in print."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

from clave.base.words import Text, _, reads

Unit = Literal[
    "money", "kilos", "quantity", "share", "points", "hours", "days", "months", "age", "count", "score", "rating", "date",
]  # fmt: skip
NARROW = "\u00a0"  # figures and their units never part at the end of a line
YEAR = 365.25  # days
MINUS = "\u2212"
WIDE = Context(prec=400)  # digits of the largest number there is
UNKNOWN = _("unknown")
SYMBOLS = {"COP": "$", "USD": "US$", "EUR": "€", "GBP": "£", "MXN": "MX$", "PEN": "S/", "CLP": "CLP$", "BRL": "R$"}
MONTHS = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@dataclass(frozen=True)
class Figure:
    """A value (None = unknown) with its unit; money carries its currency (ISO 4217)."""

    value: float | Decimal | date | None
    unit: Unit
    currency: str = ""

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it; unknown is said, never shown as zero."""
        if self.value is None or (isinstance(self.value, float) and math.isnan(self.value)):
            return UNKNOWN.say(language)
        if isinstance(self.value, date):
            return day(self.value, language)
        if self.unit == "money":
            return money(self.value, self.currency, language)
        return _SAYERS[self.unit](float(self.value), language)

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it; money loses nothing, being text."""
        value = self.value
        if isinstance(value, Decimal | date):
            value = str(value)  # type: ignore[assignment]
        elif isinstance(value, float) and math.isnan(value):
            value = None
        kept: dict[str, Any] = {"figure": value, "unit": self.unit}
        if self.currency:
            kept["currency"] = self.currency
        return kept


def _recall(kept: Mapping[str, Any]) -> Figure:
    value = kept["figure"]
    if kept["unit"] == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    elif isinstance(value, str):
        value = Decimal(value)
    return Figure(value, kept["unit"], kept.get("currency", ""))


reads("figure", _recall)


@dataclass(frozen=True)
class Moment:
    """A day and an hour, as the clock of the place shows them: `14 ene 2025 16:30`."""

    at: datetime

    def say(self, language: str = "es") -> str:
        """As a reader of `language` expects it."""
        return f"{day(self.at.date(), language)}{NARROW}{self.at:%H:%M}"

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"moment": self.at.isoformat()}


reads("moment", lambda kept: Moment(datetime.fromisoformat(kept["moment"])))


def number(value: float | Decimal, decimals: int, language: str) -> str:
    """Digits grouped and signed as `language` writes them: 1.284,5 or 1,284.5, with a true minus sign."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, WIDE)
    text = f"{abs(exact):,.{decimals}f}"
    if language == "es":
        text = text.translate(str.maketrans(",.", ".,"))
    return (MINUS if exact < 0 else "") + text


def money(value: float | Decimal, currency: str, language: str) -> str:
    """Money on a screen: whole under a million, then millions with one decimal under 100 (`$ 38,4 M`), none above."""
    amount = Decimal(str(value))
    sign = MINUS if amount < 0 else ""
    size = abs(amount)
    symbol = SYMBOLS.get(currency, currency or "$")
    if size < 1_000_000:
        return f"{sign}{symbol}{NARROW}{number(size, 0, language)}"
    millions = size / 1_000_000
    decimals = 1 if millions < 100 else 0
    return f"{sign}{symbol}{NARROW}{number(millions, decimals, language)}{NARROW}M"


def exact_money(value: float | Decimal, currency: str, language: str, decimals: int = 0) -> str:
    """Money in a document or form: every unit shown (`$ 1.284.500`)."""
    amount = Decimal(str(value))
    symbol = SYMBOLS.get(currency, currency or "$")
    return f"{MINUS if amount < 0 else ''}{symbol}{NARROW}{number(abs(amount), decimals, language)}"


def kilos(value: float, language: str) -> str:
    """Kilos up to 10 t, tonnes from there: `1.240 kg`, `182,4 t`."""
    if abs(value) >= 10_000:
        return number(value / 1000, 1, language) + NARROW + "t"
    return number(value, 0, language) + NARROW + "kg"


def percent(value: float, language: str, decimals: int = 1) -> str:
    """A share as a percentage with at most one decimal: `12,5 %` (es), `12.5%` (en)."""
    text = number(value * 100, decimals, language)
    if decimals and text.endswith(("0", ",0", ".0")) and text[-2] in ",.":
        text = text[:-2]
    return text + (NARROW + "%" if language == "es" else "%")


def points(value: float, language: str) -> str:
    """A difference of percentages, always signed: `+2,7 pp`."""
    sign = "+" if value > 0 else ""
    return sign + number(value * 100, 1, language) + NARROW + "pp"


def day(value: date, language: str, today: date | None = None) -> str:
    """A day of the calendar: `14 ene 2025`; without the year when it is this one."""
    month = MONTHS[language][value.month - 1]
    year = "" if today and today.year == value.year else f" {value.year}"
    return f"{value.day} {month}{year}"


def _plain(decimals: int) -> Callable[[float, str], str]:
    def say(value: float, language: str) -> str:
        text = number(value, decimals, language)
        return text[:-2] if decimals == 1 and text[-2:] in (",0", ".0") else text

    return say


def _counted(es: str, es_many: str, en: str, en_many: str) -> Callable[[float, str], str]:
    def say(value: float, language: str) -> str:
        text = _plain(1)(value, language)
        one = abs(value) == 1
        word = (es if one else es_many) if language == "es" else (en if one else en_many)
        return text + NARROW + word

    return say


def age(days: float, language: str) -> str:
    """Days as a person says them: `26 días`; from a year on, years and months (`2 años y 9 meses`)."""
    if days < YEAR:
        return _SAYERS["days"](days, language)
    years, months = divmod(round(days / YEAR * 12), 12)
    said = _counted("año", "años", "year", "years")(years, language)
    rest = _SAYERS["months"](months, language)
    return f"{said} {'y' if language == 'es' else 'and'} {rest}" if months else said


_SAYERS: dict[str, Callable[[float, str], str]] = {
    "kilos": kilos,
    "quantity": _plain(0),
    "share": percent,
    "points": points,
    "hours": _counted("hora", "horas", "hour", "hours"),
    "days": _counted("día", "días", "day", "days"),
    "age": age,
    "months": _counted("mes", "meses", "month", "months"),
    "count": _plain(0),
    "score": _plain(1),
    "rating": _plain(1),
}


def unknown() -> Text:
    """The word for a figure nobody knows."""
    return UNKNOWN
