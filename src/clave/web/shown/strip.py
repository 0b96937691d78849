"""The six figures at the head of an account, each with what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clave.base.figures import Figure, Unit, percent
from clave.base.words import Text, _
from clave.policy import declared
from clave.policy.limits import Limits
from clave.store.models import SelectionRun
from clave.web.shown.account import Shown
from clave.web.words import reader


@dataclass(frozen=True)
class Kpi:
    """One figure: its measure, how it is written, the change in words with its tone (ok, bad or none), and the comparison."""

    label: Text
    measure: Shown
    value: str
    delta: str
    tone: str
    beside: Text | None


def strip(run: SelectionRun, known: Mapping[str, Shown], limits: Limits) -> list[Kpi]:
    """Purchases, wallet, margin, payment, continuity, cost to serve; one that this version does not measure is left out."""
    found = (
        _money(known),
        _plain(_("Of what it could buy"), known, "share_of_wallet", _of(known, "wallet"), decimals=0),
        _margin(run, known),
        _days(run, known, limits),
        _continuity(known, limits),
        _plain(_("Cost to serve"), known, "cost_to_serve", _cost(known)),
    )
    return [kpi for kpi in found if kpi is not None]


def number_of(shown: Shown | None) -> float | None:
    """The value of a measure, where it is a known number."""
    figure = shown.figure if shown else None
    value = figure.value if isinstance(figure, Figure) else None
    return float(value) if isinstance(value, int | float) else None


def _plain(label: Text, known: Mapping[str, Shown], key: str, beside: Text | None, decimals: int = 1) -> Kpi | None:
    return _kpi(label, known.get(key), beside, decimals=decimals)


def _kpi(
    label: Text, measure: Shown | None, beside: Text | None, *, delta: str = "", good: bool = False, decimals: int = 1
) -> Kpi | None:
    if measure is None:
        return None
    value, share = number_of(measure), isinstance(measure.figure, Figure) and measure.figure.unit == "share"
    said = percent(value, reader(), decimals) if share and value is not None else measure.value
    return Kpi(label, measure, said, delta, "" if not delta else "ok" if good else "bad", beside)


def _money(known: Mapping[str, Shown]) -> Kpi | None:
    now, before = number_of(known.get("money")), number_of(known.get("money_before"))
    label = _("Purchases, 12 months")
    if now is None or not before or before < 0:
        return _kpi(label, known.get("money"), _("no year before to compare with"))
    return _kpi(label, known.get("money"), _("on the year before"), delta=_signed(now / before - 1), good=now >= before)


def _margin(run: SelectionRun, known: Mapping[str, Shown]) -> Kpi | None:
    own, usual = number_of(known.get("margin_rate")), run.typical.get("margin_rate")
    measure = known.get("margin_rate")
    if own is None or usual is None:
        return _kpi(_("Margin"), measure, None)
    delta = Figure(own - usual, "points").say(reader())
    return _kpi(_("Margin"), measure, _("on the usual"), delta=delta, good=own >= usual)


def _days(run: SelectionRun, known: Mapping[str, Shown], limits: Limits) -> Kpi | None:
    own = number_of(known.get("days_beyond"))
    beside = _("at most {limit} to be key").fill(limit=Figure(limits[declared.gate_days], "days"))
    if own is None:
        return _kpi(_("Beyond terms"), known.get("days_beyond"), beside)
    usual = run.typical.get("days_beyond")
    if usual is not None:
        beside = _("at most {limit} · usual: {usual}").fill(
            limit=Figure(limits[declared.gate_days], "days"), usual=Figure(round(usual, 1), "days")
        )
    return _kpi(_("Beyond terms"), known.get("days_beyond"), beside)


def _continuity(known: Mapping[str, Shown], limits: Limits) -> Kpi | None:
    limit = Figure(limits[declared.loyalty_continuity], "share")
    return _plain(
        _("Continuity"), known, "continuity", _("of its months; loyal from {limit}").fill(limit=limit), decimals=0
    )


def _of(known: Mapping[str, Shown], key: str) -> Text | None:
    shown = known.get(key)
    return _("of {figure}").fill(figure=shown.figure) if shown and shown.figure is not None else None


def _cost(known: Mapping[str, Shown]) -> Text | None:
    cost, money = number_of(known.get("cost_to_serve")), number_of(known.get("money"))
    if cost is None or not money or money < 0:
        return None
    unit: Unit = "share"
    return _("{share} of its purchases").fill(share=Figure(cost / money, unit))


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + percent(value, reader())
