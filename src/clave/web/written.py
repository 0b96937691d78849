"""Figures as people read them, in the reader's language; the same rules as in mail and print (clave.base.figures).

Templates use them as filters (templatetags/figures.py)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clave.base.figures import MONTHS, Figure, Unit, day, exact_money, kilos, money, number, percent, points, unknown
from clave.base.words import Text, _, counted
from clave.web.words import reader, told

Amount = float | Decimal | int
WEEKDAYS = {
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
FULL_MONTHS = {
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
           "diciembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip
WEEK, DAYS_OF_MONTH, MONTHS_TOLD = 7, 30.44, 24
_LEGAL_FORM = re.compile(r",?\s+(S\.?\s?A\.?\s?S\.?|S\.?\s?A\.?|Ltda\.?|S\. en C\.|E\.U\.)$", re.IGNORECASE)


def _or_unknown(value: Any, shown: str) -> str:
    return unknown().say(reader()) if value is None else shown


def say(text: Any) -> str:
    """A text or figure of the chain, live or as JSON kept it."""
    return told(text)


def short_name(name: str) -> str:
    """A company without its legal form, for lists; the account's own header keeps it."""
    return _LEGAL_FORM.sub("", name) or name


def cop_m(value: Amount | None, currency: str = "COP") -> str:
    """Money on screens: `$ 1.349 M`."""
    return _or_unknown(value, "" if value is None else money(value, currency, reader()))


def cop(value: Amount | None, currency: str = "COP") -> str:
    """Money in tables of documents: `$ 1.284.500`."""
    return _or_unknown(value, "" if value is None else exact_money(value, currency, reader()))


def kg(value: Amount | None) -> str:
    """Kilos: `1.240 kg`, `182,4 t`."""
    return _or_unknown(value, "" if value is None else kilos(float(value), reader()))


def pct(value: Amount | None, decimals: int = 0) -> str:
    """A share as a percentage: `62 %`; give 1 for one decimal."""
    return _or_unknown(value, "" if value is None else percent(float(value), reader(), decimals))


def pp(value: Amount | None) -> str:
    """A difference of percentages, signed: `+2,7 pp`."""
    return _or_unknown(value, "" if value is None else points(float(value), reader()))


def change(value: Amount | None) -> str:
    """A relative change, signed: `+8,2 %`."""
    if value is None:
        return unknown().say(reader())
    return ("+" if value > 0 else "") + percent(float(value), reader())


def dias(value: Amount | None) -> str:
    """Days: `28 días`."""
    return as_unit(value, "days")


def numero(value: Amount | None, decimals: int = 0) -> str:
    """A plain number, grouped: `12.154`."""
    return _or_unknown(value, "" if value is None else number(value, decimals, reader()))


def as_unit(value: Any, unit: Unit, currency: str = "") -> str:
    """A value in any unit of the chain."""
    return Figure(value, unit, currency).say(reader())


def fecha(value: date | None) -> str:
    """A day: `mar 17 nov`; `14 ene 2025` when it is of another year."""
    if value is None:
        return unknown().say(reader())
    plain, today = _day_of(value), timezone.localdate()
    shown = day(plain, reader(), today)
    return f"{WEEKDAYS[reader()][plain.weekday()]} {shown}" if plain.year == today.year else shown


def fecha_corta(value: date | None) -> str:
    """A day in the column of a table, always with its year: `14 ene 2025`."""
    return unknown().say(reader()) if value is None else day(_day_of(value), reader())


def mes(value: date) -> str:
    """A month: `nov`; `nov 2025` when it is of another year."""
    name = MONTHS[reader()][value.month - 1]
    return name if value.year == timezone.localdate().year else f"{name} {value.year}"


def mes_de(value: date) -> str:
    """A month with its year, in full: `marzo de 2023`, `March 2023`."""
    name = FULL_MONTHS[reader()][value.month - 1]
    return f"{name} de {value.year}" if reader() == "es" else f"{name} {value.year}"


def hora(value: datetime) -> str:
    """The time of day on 24 hours: `15:00`."""
    return f"{timezone.localtime(value):%H:%M}"


def hace(value: date | None) -> str:
    """Relative within a week (`hoy`, `ayer`, `hace 2 días`), the day itself beyond."""
    if value is None:
        return unknown().say(reader())
    days = (timezone.localdate() - _day_of(value)).days
    return _relative(days).say(reader()) if abs(days) < WEEK else fecha(value)


def _relative(days: int) -> Text:
    if days in (0, 1, -1):
        return {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}[days]
    if days > 0:
        return counted("{n} day ago", "{n} days ago", days)
    return counted("in {n} day", "in {n} days", -days)


def ago(days: int) -> Text:
    """How long ago something was, as people say it: days up to two months, then months, then years and months."""
    months = round(days / DAYS_OF_MONTH)
    if days < 2 * DAYS_OF_MONTH:
        return _relative(days)
    if months < MONTHS_TOLD:
        return counted("{n} month ago", "{n} months ago", months)
    years, rest = divmod(months, 12)
    if not rest:
        return counted("{n} year ago", "{n} years ago", years)
    texts = counted("{n} year", "{n} years", years), counted("{n} month", "{n} months", rest)
    return _("{years} and {months} ago").fill(years=texts[0], months=texts[1])


def _day_of(value: date) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
