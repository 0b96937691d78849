"""The week of the ledger for one reader: a KAM with its accounts, or a department with what it delivers. (C2; product.md §2.1)"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, counted, joined
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.ledger.due import UNKNOWN, Count, Due, breaches, count

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """A week, from `since` to `until`: its count, that of the week before, what is said of it in sentences, the breaches
    (worst first), and each thing that nobody can judge, with how many promises it keeps dark. `reader` is the code of a KAM,
    or a key of the departments; `name` that of a department, to be said."""

    reader: str
    name: Text | None
    since: date
    until: date
    week: Count
    before: Count
    said: tuple[Text | Joined, ...]
    breaches: tuple[Due, ...]
    dark: tuple[tuple[Text | Joined, int], ...]


def by_manager(
    dues: Sequence[Due],
    owners: Mapping[str, str],
    until: date,
    currency: str,
    accounts: Mapping[str, str] | None = None,
) -> tuple[Digest, ...]:
    """The week that ends on `until` for each KAM by code; accounts without one are under "". `accounts` are their names,
    for the sentences: one without a name is told by its code."""
    return _each(dues, lambda due: owners.get(due.account, ""), until, currency, {}, accounts or {})


def by_department(
    dues: Sequence[Due], until: date, currency: str, accounts: Mapping[str, str] | None = None
) -> tuple[Digest, ...]:
    """The same week for each department that has a promise in it or in the week before."""
    return _each(dues, lambda due: due.department, until, currency, DEPARTMENTS, accounts or {})


def _each(
    dues: Sequence[Due],
    of: Callable[[Due], str],
    until: date,
    currency: str,
    names: Mapping[str, Text],
    accounts: Mapping[str, str],
) -> tuple[Digest, ...]:
    since = until - WEEK + timedelta(days=1)
    readers: dict[str, tuple[list[Due], list[Due]]] = {}
    for due in dues:
        if since - WEEK <= due.on <= until:
            readers.setdefault(of(due), ([], []))[due.on < since].append(due)
    return tuple(
        _digest(reader, names.get(reader), since, until, week, before, currency, accounts)
        for reader, (week, before) in sorted(readers.items())
    )


def _digest(
    reader: str,
    name: Text | None,
    since: date,
    until: date,
    week: list[Due],
    before: list[Due],
    currency: str,
    accounts: Mapping[str, str],
) -> Digest:
    now, then, broken = count(week), count(before), breaches(week)
    dark: dict[Text | Joined, int] = {}
    for due in week:
        if due.state == UNKNOWN:
            dark[due.why] = dark.get(due.why, 0) + 1
    ranked = sorted(dark.items(), key=lambda item: (-item[1], item[0].say("en")))
    return Digest(
        reader, name, since, until, now, then, _said(now, then, broken, currency, accounts), broken, tuple(ranked)
    )


def _said(
    now: Count, then: Count, broken: tuple[Due, ...], currency: str, accounts: Mapping[str, str]
) -> tuple[Text | Joined, ...]:
    """The week in sentences: what was kept, against the week before, the worst breach, what is dark."""
    if not now.due:
        return (_("No promise fell due this week."),)
    said: list[Text | Joined] = []
    if now.score is None:
        said.append(_("None of the promises of this week can be judged."))
    else:
        text = _("{kept} of {judged} promises kept ({score}).")
        judged = now.kept + now.broken
        said.append(text.fill(kept=now.kept, judged=judged, score=Figure(now.score, "share")))
        if then.score is not None:
            said.append(_("The week before it was {score}.").fill(score=Figure(then.score, "share")))
    if broken:
        said.append(worst(broken[0], currency, accounts.get(broken[0].account, "")))
    if now.unknown:
        said.append(counted("{n} promise cannot be judged yet.", "{n} promises cannot be judged yet.", now.unknown))
    return tuple(said)


def worst(due: Due, currency: str, name: str = "") -> Joined:
    """A breach in one sentence: account (its code where it has no `name`), privilege, matter, money, and what happened."""
    about = _("The one that weighs most: {account}, {privilege}, {about}").fill(
        account=name or due.account, privilege=PRIVILEGES[due.privilege].label, about=due.about
    )
    money = [] if due.money is None else [Figure(due.money, "money", currency)]
    return joined([joined([about, *money], ", "), due.why], ": ")
