"""Needs and joint initiatives as their pages show them. (B3, B4, E10)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clave.base.figures import number
from clave.base.words import Text, _, counted, joined
from clave.operations import initiatives, needs
from clave.operations.needs import Suggestion
from clave.store.initiatives import Listed as Initiative
from clave.store.models.staged import StagedStep
from clave.store.needs import Extended
from clave.store.needs import Listed as Need
from clave.web.shown.special_services import Badge, Figure, money
from clave.web.words import reader, told

NEED, INITIATIVE = "NE-", "IN-"
NEED_TONES: Mapping[str, tuple[str, str]] = {
    "heard": ("info", "mail"), "working": ("key", "player-play"), "solved": ("ok", "circle-check"), "unsolved": ("warn", "x"),
}  # fmt: skip
INITIATIVE_TONES: Mapping[str, tuple[str, str]] = {
    "idea": ("", "bulb"), "agreed": ("info", "heart-handshake"), "working": ("key", "player-play"),
    "achieved": ("ok", "circle-check"), "dropped": ("warn", "x"),
}  # fmt: skip
ANSWER_TONES: Mapping[str, tuple[str, str]] = {
    "": ("", "clock"), "yes": ("ok", "check"), "later": ("info", "calendar-time"), "no": ("warn", "x"),
}  # fmt: skip
SURE_WORDS: Mapping[str, tuple[str, str, Text]] = {
    "high": ("ok", "circle-check", _("sure")),
    "medium": ("info", "info-circle", _("fairly sure")),
    "low": ("", "help-circle", _("a guess")),
}


def need_stage(key: str) -> Badge:
    """A stage of a need as badges show it."""
    return Badge(key, told(needs.LABELS[key]), *NEED_TONES[key])


def initiative_stage(key: str) -> Badge:
    """A stage of an initiative as badges show it."""
    return Badge(key, told(initiatives.LABELS[key]), *INITIATIVE_TONES[key])


@dataclass(frozen=True)
class OfferRow:
    """To whom it was offered, what they said, and what was sold since."""

    one: Extended
    answer: Badge
    sold: str


@dataclass(frozen=True)
class NeedRow:
    """A need in the list."""

    one: Need
    number: str
    stage: Badge
    who: str
    gained: str
    offers: tuple[OfferRow, ...]
    extended: str


def need_row(one: Need, currency: str) -> NeedRow:
    """A need as the list shows it."""
    kept, n = one.row, len(one.offers)
    who = kept.contact.name if kept.contact else kept.asked_by
    words = (
        told(counted("offered to {n} customer", "offered to {n} customers", n)) if n else told(_("offered to nobody"))
    )
    if n and one.extended is not None and any(each.sold.since is not None for each in one.offers):
        words += " · " + told(counted("extended to {n} customer", "extended to {n} customers", one.extended))
    return NeedRow(
        one, f"{NEED}{kept.pk}", need_stage(kept.stage), who,
        "" if kept.gained is None else money(kept.gained, currency),
        tuple(OfferRow(each, _answer(each), _sold(each, currency, named=one.measured)) for each in one.offers), words,
    )  # fmt: skip


def _answer(one: Extended) -> Badge:
    key = one.offer.answer
    return Badge(key, told(needs.ANSWERS[key]), *ANSWER_TONES[key])


def _sold(one: Extended, currency: str, *, named: bool) -> str:
    """What they bought since the offer, against as many days before; where nobody can tell, why."""
    if not named:
        return told(_("not measured: the need names no product and no family"))
    if one.sold.since is None:
        return told(_("not measured: the invoices end before the offer"))
    if not one.sold.since and not one.sold.before:
        return told(_("nothing bought since"))
    since, before = money(one.sold.since, currency), money(one.sold.before or 0.0, currency)
    return told(_("{since} since; {before} in as many days before").fill(since=since, before=before))


def need_strip(every: Sequence[Need], currency: str) -> list[Figure]:
    """What stands above the list of needs."""
    solved = [one for one in every if one.row.stage == "solved"]
    gained = [one.row.gained for one in solved if one.row.gained is not None]
    offers = sum(len(one.offers) for one in every)
    open_ = sum(one.row.stage in needs.OPEN for one in every)
    idle, extended = sum(not one.offers for one in solved), sum(one.extended or 0 for one in every)
    return [
        Figure(told(_("Open needs")), _n(open_), told(_("heard, being solved")), "?etapa=working"),
        Figure(told(_("Solved")), _n(len(solved)), told(_("with what came of it")), "?etapa=solved"),
        Figure(
            told(_("Gained")), money(sum(gained), currency) if gained else "–",
            told(counted("{n} has no figure yet", "{n} have no figure yet", len(solved) - len(gained))), "?solo=sin-cifra",
        ),
        Figure(told(_("Offered to others")), _n(offers), told(_("customers, in all")), "?orden=-offers"),
        Figure(told(_("Extended to")), _n(extended), told(_("customers that buy it since"))),
        Figure(
            told(_("Solved and offered to nobody")), _n(idle), told(_("the portfolio waits")), "?solo=sin-ofrecer",
            "twarn" if idle else "",
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class SuggestionRow:
    """Somebody to offer it to, with the reason and how sure."""

    one: Suggestion
    sure: Badge
    why: str
    money: str


def suggestion(one: Suggestion, currency: str) -> SuggestionRow:
    """As the page of a need shows it."""
    tone, icon, label = SURE_WORDS[one.sure]
    worth = one.money
    words = "" if worth is None else told(
        _("{typical} a year, from {low} to {high}").fill(
            typical=money(worth[0], currency), low=money(worth[1], currency), high=money(worth[2], currency)
        )
    )  # fmt: skip
    return SuggestionRow(one, Badge(one.sure, told(label), tone, icon), told(joined(one.why, "; ")), words)


@dataclass(frozen=True)
class InitiativeRow:
    """An initiative in the list or on the board."""

    one: Initiative
    number: str
    kind: str
    stage: Badge
    still: str
    place: str


def initiative_row(one: Initiative) -> InitiativeRow:
    """An initiative as lists show it; what stands still says why."""
    kept = one.row
    place = " · ".join(part for part in (kept.site, kept.country) if part)
    return InitiativeRow(
        one, f"{INITIATIVE}{kept.pk}", told(initiatives.KINDS[kept.kind]), initiative_stage(kept.stage),
        told(joined(one.still, "; ")) if one.still else "", place,
    )  # fmt: skip


def initiative_strip(every: Sequence[Initiative], currency: str) -> list[Figure]:
    """What stands above the list of initiatives."""
    open_ = [one for one in every if one.row.stage in initiatives.OPEN]
    still, sites = sum(bool(one.still) for one in open_), sum(one.row.kind == "site" for one in open_)
    achieved = [one for one in every if one.row.stage == "achieved"]
    gained = [one.row.gained for one in achieved if one.row.gained is not None]
    return [
        Figure(told(_("Open initiatives")), _n(len(open_)), told(_("idea, agreed, under way")), "?"),
        Figure(told(_("Stand still")), _n(still), told(_("late, or without a move")), "?solo=quietas", "tbad" if still else ""),
        Figure(told(_("At another site or country")), _n(sites), told(_("of customers that we know here")), "?solo=sitios"),
        Figure(told(_("Achieved")), _n(len(achieved)), told(_("with what came of them")), "?etapa=achieved"),
        Figure(
            told(_("Gained")), money(sum(gained), currency) if gained else "–",
            told(counted("{n} has no figure yet", "{n} have no figure yet", len(achieved) - len(gained))), "?etapa=achieved",
        ),
    ]  # fmt: skip


def _n(count: int) -> str:
    return number(count, 0, reader())


@dataclass(frozen=True)
class Column:
    """A stage of the board with its initiatives."""

    stage: Badge
    rows: tuple[InitiativeRow, ...]


def board(rows: Sequence[InitiativeRow], *, closed: bool) -> list[Column]:
    """The stages in order, each with its initiatives; those that are over only where they were asked for."""
    return [
        Column(initiative_stage(key), tuple(one for one in rows if one.stage.key == key))
        for key in (initiatives.STAGES if closed else initiatives.OPEN)
    ]


def trail(
    steps: Sequence[StagedStep], words: Mapping[str, tuple[str, str]], labels: Mapping[str, Text]
) -> list[tuple[Badge, StagedStep]]:
    """The steps, the newest first."""
    return [(Badge(step.stage, told(labels[step.stage]), *words[step.stage]), step) for step in reversed(steps)]
