"""Reports of consumption in their list, as badges and figures show them. (G10)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clave.base.figures import number
from clave.base.words import Text, _, counted
from clave.policy import declared
from clave.policy.limits import Limits
from clave.report.consumption.period import Period, Span, last_ended, usable
from clave.store.models import ConsumptionReport
from clave.store.models.reports import APPROVED, PREPARED, SEEN, SENT
from clave.store.reports import MOST_PERIODS, NONE, STATES, Row, counts
from clave.web.shown.special_services import Badge, Figure
from clave.web.words import reader, told

TONES: Mapping[str, tuple[str, str]] = {
    NONE: ("", "clock"), PREPARED: ("info", "file-text"), APPROVED: ("key", "check"), SENT: ("warn", "mail"),
    SEEN: ("ok", "eye"), "withdrawn": ("bad", "x"),
}  # fmt: skip
WITHDRAWN = _("withdrawn")


def state(key: str) -> Badge:
    """How far a report came, as badges show it."""
    return Badge(key, told(WITHDRAWN if key == "withdrawn" else STATES[key]), *TONES[key])


def state_of(kept: ConsumptionReport) -> Badge:
    """That of a report, which may be withdrawn."""
    return state("withdrawn" if kept.withdrawn_at else kept.state)


@dataclass(frozen=True)
class RowShown:
    """A row of the list: what is still missing before it can go is said beside its state."""

    row: Row
    state: Badge
    span: str
    about: str
    mine: bool


def row_shown(row: Row, *, mine: bool) -> RowShown:
    """As the list shows it."""
    return RowShown(row, state(row.state), told(Text("{span}").fill(span=row.period.span)), _about(row), mine)


def _about(row: Row) -> str:
    if row.state in (NONE, PREPARED, APPROVED):
        if not row.told:
            return told(_("the customer does not know yet that it is key"))
        if not row.readers:
            return told(_("nobody of theirs may read it in the portal"))
    return "" if row.granted else told(_("its privileges promise no report"))


def strip(every: Sequence[Row]) -> list[Figure]:
    """What stands above the list."""
    found = counts(every)
    blind = sum(row.state in (NONE, PREPARED, APPROVED) and not row.readers for row in every)

    def figure(key: str, label: Text, about: Text) -> Figure:
        return Figure(told(label), number(found[key], 0, reader()), told(about), f"?estado={key}")

    return [
        figure(NONE, _("To prepare"), _("of this period")),
        figure(PREPARED, _("To approve"), _("somebody reads them first")),
        figure(APPROVED, _("To send"), _("approved")),
        figure(SENT, _("Not seen yet"), _("sent, and nobody opened them")),
        figure(SEEN, _("Seen reports"), _("opened in the portal")),
        Figure(told(_("Without a reader")), number(blind, 0, reader()), told(_("nobody of theirs may read it")), "",
               "twarn" if blind else ""),
    ]  # fmt: skip


def total_words(rows: Sequence[Row]) -> str:
    """The line under the list."""
    return told(counted("{n} account", "{n} accounts", len(rows)))


@dataclass(frozen=True)
class Choice:
    """A period that can be looked at: the word in the address, its name, and a day on which it had just ended."""

    key: str
    label: str
    day: date


def choices(today: date, limits: Limits) -> list[Choice]:
    """The last period and those before it, in the company's usual length; the first one stands for every account's own last
    one."""
    last = last_ended(today, usable(limits[declared.report_months]), limits[declared.report_begins])
    found = [last.back(back) for back in range(MOST_PERIODS)]
    return [
        Choice(
            "" if at == 0 else one.label,
            told(_("{label}: {span}").fill(label=one.label, span=one.span)),
            _after(one, at, today),
        )
        for at, one in enumerate(found)
    ]


def _after(period: Period, at: int, today: date) -> date:
    return today if at == 0 else date.fromordinal(period.last.toordinal() + 1)


def spans(rows: Iterable[Row]) -> str:
    """The periods that are shown, in words."""
    found = sorted({row.period for row in rows})
    return ", ".join(told(Text("{span}").fill(span=Span(one.first, one.last))) for one in found)
