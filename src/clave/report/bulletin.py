"""The weekly bulletin: who entered, left, was announced or is watched, who has a new owner, and what each reader does.

It tells what stands at the end of the week against what stood at its beginning, so that a step that was taken back in
the same week is not told at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.criteria.registry import CRITERIA
from clave.report.letters import Button, Content, Item, Items, Paragraph, letter_of
from clave.report.treatment import SHEETS, what_to_do
from clave.selection.life import ANNOUNCED, CONFIRMED, DECIDED, LANDING, TRIAL, WATCHED, is_member

ENTERED, TOLD, STAYS, LOOKED_AT, LEAVING, LEFT, OWNER = (
    "entered", "announced", "confirmed", "watched", "landing", "left", "owner",
)  # fmt: skip
TITLES: Mapping[str, Text] = {
    ENTERED: _("New on the list"),
    TOLD: _("Announced: the customer knows now"),
    STAYS: _("Confirmed: they stay"),
    LOOKED_AT: _("Watched: looked at again at the next review"),
    LEAVING: _("In a soft landing: leaving with a plan"),
    LEFT: _("No longer key accounts"),
    OWNER: _("With a new KAM"),
}
"""The kinds of news, in the order in which they are told."""
FEW = 2
"""From that many on, what holds for all is told once."""
DO: Mapping[str, Text] = {
    LEAVING: _("Ask its KAM which privileges still hold."),
    LEFT: _("From now on treat it as every customer, with the same courtesy."),
    LOOKED_AT: _("Nothing changes in how to treat it."),
    OWNER: _("Call the new KAM from now on."),
}


@dataclass(frozen=True)
class News:
    """One thing to tell of one account; `kind` is a key of `TITLES`, people as (name, e-mail)."""

    kind: str
    customer: str
    name: str
    state: str
    reasons: tuple[str, ...] = ()
    owner: tuple[str, str] | None = None


@dataclass(frozen=True)
class Issue:
    """One bulletin: the days it tells of, how many key accounts there are at its end, and the news."""

    first: date
    last: date
    members: int
    news: tuple[News, ...]

    def told(self) -> list[tuple[str, Text, list[News]]]:
        """The news by kind, without the kinds of which there is none."""
        by_kind = {kind: [one for one in self.news if one.kind == kind] for kind in TITLES}
        return [(kind, TITLES[kind], found) for kind, found in by_kind.items() if found]

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {**asdict(self), "first": self.first.isoformat(), "last": self.last.isoformat()}


def issue_of(kept: Mapping[str, Any]) -> Issue:
    """The opposite of `Issue.stored`."""
    news = tuple(
        News(**{**one, "reasons": tuple(one["reasons"]), "owner": tuple(one["owner"]) if one["owner"] else None})
        for one in kept["news"]
    )
    return Issue(date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]), kept["members"], news)


def kind_of(before: str, after: str) -> str | None:
    """What there is to tell of a customer that went from one state to another; None where there is nothing."""
    if before == after or is_member(before) != is_member(after):
        return None if before == after else ENTERED if is_member(after) else LEFT
    if not is_member(after):
        return None
    if after == TRIAL:
        return TOLD if before == DECIDED else STAYS if before in (WATCHED, LANDING) else None
    return {ANNOUNCED: TOLD, CONFIRMED: STAYS, WATCHED: LOOKED_AT, LANDING: LEAVING}.get(after)


def do_of(one: News, function: str) -> tuple[Text, ...]:
    """What somebody of a function does about it."""
    if one.kind in DO:
        return (DO[one.kind],)
    return what_to_do(function, one.reasons, one.state) if one.kind == ENTERED else ()


@letter_of("bulletin")
def bulletin(data: Mapping[str, Any]) -> Content:
    """The mail to one person. `data`: company, address, issue (as `Issue.stored`), function (a key of `SHEETS`), page and
    profile (paths)."""
    issue, function = issue_of(data["issue"]), data["function"]
    return Content(
        _("Key accounts: {first} to {last}").fill(first=Figure(issue.first, "date"), last=Figure(issue.last, "date")),
        (
            Paragraph(_summary(issue)),
            *(Items(title, _items(found, function)) for _kind, title, found in issue.told()),
            Paragraph(_("What to do is for {function}.").fill(function=SHEETS[function].label)),
            Button(_("Who is key, and how to treat them"), data["address"] + data["page"]),
        ),
        _("You get this every week because you work at {company}. If you do not want it: {address}").fill(
            company=data["company"], address=data["address"] + data["profile"]
        ),
    )


def _summary(issue: Issue) -> Text:
    return counted("There is {shown} key account now.", "There are {shown} key accounts now.", issue.members).fill(
        shown=Figure(issue.members, "count")
    )


ALL = _("With all of them")


def shared_of(found: Sequence[News], function: str) -> tuple[Text, ...]:
    """What to do with every one of several, so that it is told once; empty where there is only one."""
    if len(found) < FEW:
        return ()
    others = [set(do_of(one, function)) for one in found[1:]]
    return tuple(text for text in do_of(found[0], function) if all(text in other for other in others))


def _items(found: Sequence[News], function: str) -> tuple[Item, ...]:
    shared = shared_of(found, function)
    items = tuple(_item(one, [text for text in do_of(one, function) if text not in shared]) for one in found)
    return (*items, Item(ALL, shared)) if shared else items


def _item(one: News, do: Sequence[Text]) -> Item:
    more: Sequence[Any] = [part for part in (why_of(one), whom_of(one)) if part]
    return Item(f"{one.name} ({one.customer})", (*more, *do))


def why_of(one: News) -> Any:
    """Its reasons in words; empty where none is known."""
    names = [CRITERIA[key].name for key in one.reasons if key in CRITERIA]
    return _("Key for: {reasons}.").fill(reasons=joined(names)) if names and one.kind == ENTERED else ""


def whom_of(one: News) -> Any:
    """Whom to call about it; empty where that says nothing."""
    if one.kind == LEFT:
        return ""
    if one.owner is None:
        return _("It has no KAM yet: ask the sales director.")
    return _("KAM: {name}, {email}.").fill(name=one.owner[0], email=one.owner[1])


def ordered(news: Iterable[News]) -> tuple[News, ...]:
    """By kind, then by name."""
    places = {kind: place for place, kind in enumerate(TITLES)}
    return tuple(sorted(news, key=lambda one: (places[one.kind], one.name, one.customer)))
