"""What the lists of the outcome share: the reckoning they are of, its window, and how a list behind a figure is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Nature, Rows, along, words_in
from clave.api.lists.pieces import TEXT, told
from clave.base.words import Text, _
from clave.store.models import OutcomeRun
from clave.store.models.outcome import WINDOWS
from clave.store.outcome import changed_since, newest_outcome, of
from clave.store.outcome_effect import names_in

WINDOW = Filter("window", str, "Months that it looks back; 12 where none is asked for", WINDOWS)
RUN = Filter("run", int, "Of that reckoning; the newest where none is asked for. Of older ones only `outcome` is kept")
STALE = _("since it was reckoned this changed: {what}.")
UNITS = "Shares of 1; money in the currency of `basis`; null = nobody knows."
NONE = "none"
"""How the API calls what has no word of its own."""
WORDS = ("row.customer", "row.account", "row.name", "row.key", "name")
Asked = Mapping[str, Any]


def run_of(asked: Asked) -> OutcomeRun | None:
    """The reckoning that is asked for; None where there is none."""
    return OutcomeRun.objects.filter(pk=asked["run"]).first() if asked.get("run") else newest_outcome()


def settled_run(_asker: Asker, asked: Asked) -> Asked:
    """Its next pages are of the same reckoning."""
    return {**asked, **({"run": run.pk} if (run := run_of(asked)) else {})}


def basis(asker: Asker, asked: Asked) -> Asked:
    """From what it was reckoned, and what changed since."""
    run, look = run_of(asked), Look(asker, asked)
    if run is None:
        return {}
    changed: list[Text] = changed_since(run)
    stale = STALE.fill(what=", ".join(look.say(one) for one in changed))
    return {
        "number": run.pk, "as_of": run.as_of, "made_at": run.made_at, "currency": run.currency, "facts": run.facts_version,
        "policy": run.policy_version, "remarks": [look.say(stale)] if changed else [],
    }  # fmt: skip


def part_asked(asked: Asked, kind: type[Any]) -> Any:
    """The part of the reckoning over the window that is asked for; None where there is none, or it was refused."""
    run = run_of(asked)
    return of(run, asked.get("window", WINDOWS[0]), kind) if run else None


@dataclass(frozen=True)
class Behind:
    """A list behind a figure: `part` of the reckoning, and what of it is `read` for whoever asks. `equal` are filters that a
    field of the row answers; `named`: its customers are called as in the newest selection."""

    part: type[Any]
    read: Callable[[Any, Asker], Iterable[Any]]
    equal: tuple[Filter, ...] = ()
    named: bool = False

    def rows(self, asker: Asker, asked: Asked) -> Rows:
        """Each with its place among all."""
        found = part_asked(asked, self.part)
        every = list(self.read(found, asker)) if found is not None else []
        names = names_in({one.customer for one in every}) if self.named else {}
        listed = [
            {"place": place, "row": one, "name": names.get(getattr(one, "customer", ""))}
            for place, one in enumerate(every, 1)
            if all(_equals(one, each, asked) for each in self.equal)
        ]
        return words_in(listed, asked.get("q", ""), *WORDS)


def _equals(row: Any, one: Filter, asked: Asked) -> bool:
    if one.name not in asked:
        return True
    value = along(row, one.name)
    return bool(value == asked[one.name] if one.kind is bool else str(value or NONE) == asked[one.name])


def behind(
    name: str, title: str, means: str, columns: Sequence[Column], found: Behind, nature: Nature = "counted"
) -> Listing:
    """A list of the reckoning."""
    called = (Column("name", str, "null = not in the newest selection"),) if found.named else ()
    return Listing(
        name, title, f"{means} {UNITS}", found.rows, (Column("place", int), *columns, *called),
        (WINDOW, RUN, TEXT, *found.equal), key="place", accounts=_accounts, basis=basis, settle=settled, single=False,
        nature=nature,
    )  # fmt: skip


def settled(asker: Asker, asked: Asked) -> Asked:
    """Its next pages are of the same reckoning and of the same window."""
    return {"window": WINDOWS[0], **settled_run(asker, asked)}


def _accounts(row: Any) -> tuple[str, ...]:
    found = getattr(row["row"], "customer", "") or getattr(row["row"], "account", "")
    return (found,) if found else ()


def number(key: str, way: str, means: str = "", field: str = "") -> Column:
    """A figure; null where it is not known."""
    return Column(key, float, means, lambda row, _look: told(along(row, way), _look), field, by=way)


def estimate(key: str, way: str, means: str = "", field: str = "") -> tuple[Column, ...]:
    """A figure with the ends of its interval and of how many it is."""
    return (
        number(key, f"{way}.value", means, field), number(f"{key}_low", f"{way}.low", "", field),
        number(f"{key}_high", f"{way}.high", "", field), Column(f"{key}_n", int, "Of how many", f"{way}.n"),
    )  # fmt: skip
