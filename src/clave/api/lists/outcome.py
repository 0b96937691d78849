"""Whether the programme works and pays, as reckoned last: the verdict, and the lists behind every figure. (B1–B5, F1, F2)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_origin, get_type_hints

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, words_in
from clave.api.lists.pieces import TEXT, of_result, told
from clave.base.words import Text, _
from clave.outcome.cost.shape import AccountCost, Amount, Loss, ProgrammeCosts, Whaled
from clave.outcome.effect.shape import Effect, Figure, LeftOut, Match
from clave.outcome.harvest.shape import AccountMargin, Category, Harvest, Promised, Stayed, Voiced
from clave.outcome.whole import Outcome
from clave.store.models import OutcomeRun
from clave.store.models.outcome import WINDOWS
from clave.store.outcome import changed_since, newest_outcome, of

WINDOW = Filter("window", str, "Months that it looks back; 12 where none is asked for", WINDOWS)
RUN = Filter("run", int, "Of that reckoning; the newest where none is asked for. Of older ones only `outcome` is kept")
STALE = _("since it was reckoned this changed: {what}.")
Asked = Mapping[str, Any]


def _run(asked: Asked) -> OutcomeRun | None:
    return OutcomeRun.objects.filter(pk=asked["run"]).first() if asked.get("run") else newest_outcome()


def _settled(_asker: Asker, asked: Asked) -> Asked:
    run = _run(asked)
    return {"window": WINDOWS[0], **asked, **({"run": run.pk} if run else {})}


def _basis(asker: Asker, asked: Asked) -> Asked:
    run, look = _run(asked), Look(asker, asked)
    if run is None:
        return {}
    changed: list[Text] = changed_since(run)
    stale = STALE.fill(what=", ".join(look.say(one) for one in changed))
    return {
        "number": run.pk, "as_of": run.as_of, "made_at": run.made_at, "currency": run.currency, "facts": run.facts_version,
        "policy": run.policy_version, "remarks": [look.say(stale)] if changed else [],
    }  # fmt: skip


def _windows(_asker: Asker, asked: Asked) -> Rows:
    run = _run(asked)
    if run is None:
        return []
    return [{"window": key, "found": found} for key in WINDOWS if (found := of(run, key, Outcome)) is not None]


def _within(kind: type[Any], read: Callable[[Any], Iterable[Any]]) -> Callable[[Asker, Asked], Rows]:
    """The rows of a part of the reckoning that was asked for, each with its place."""

    def rows(_asker: Asker, asked: Asked) -> Rows:
        run = _run(asked)
        found = of(run, asked.get("window", WINDOWS[0]), kind) if run else None
        listed = [{"place": place, "row": one} for place, one in enumerate(read(found), 1)] if found is not None else []
        return words_in(listed, asked.get("q", ""), "row.customer", "row.account", "row.name", "row.key")

    return rows


def _listing(
    name: str, title: str, means: str, kind: type[Any], of_part: type[Any], read: Any, but: str = ""
) -> Listing:
    """A list of the reckoning: every field of its rows."""
    columns = (Column("place", int), *of_result(kind, "row.", but=f"where {but}"))
    return Listing(
        name, title, means, _within(of_part, read), columns, (WINDOW, RUN, TEXT), key="place", accounts=_accounts, basis=_basis,
        settle=_settled, single=False,
    )  # fmt: skip


def _accounts(row: Any) -> tuple[str, ...]:
    found = getattr(row["row"], "customer", "") or getattr(row["row"], "account", "")
    return (found,) if found else ()


def _part(name: str) -> Column:
    """A part of the page of the outcome, whole, with its sentences."""
    hint = get_type_hints(Outcome)[name]
    kind = list[Any] if get_origin(hint) is tuple else dict[str, Any]
    return Column(name, kind, "", lambda row, look: told(getattr(row["found"], name), look))


LISTS = (
    Listing(
        "outcome", "Does it work and does it pay",
        "The verdict of the newest reckoning over each window, with every figure of its page.",
        _windows,
        (
            Column("window", str, "Months: 12, 24 or all"),
            Column("answer", str, "Stable, for programs", "found.verdict.answer"),
            Column("verdict", str, "", lambda row, look: look.say(row["found"].verdict.head)),
            Column("sentence", str, "", lambda row, look: look.say(row["found"].verdict.sentence)),
            Column("level", float, "Of every interval", "found.level"),
            Column("compared", int, "Accounts that were compared", "found.compared"),
            Column("comparables", int, "Customers they were compared with", "found.comparables"),
        ),
        (RUN,), key="window", key_kind=str, basis=_basis, accounts=lambda _row: (),
        settle=lambda _asker, asked: {**asked, **({"run": run.pk} if (run := _run(asked)) else {})},
        more=tuple(map(_part, ("measured", "effect", "back", "programme", "whale", "concentration", "harvest", "refused"))),
    ),
    _listing(
        "outcome-figures", "Effects of the status",
        "What the status changed, each with its interval, and before and after alone.",
        Figure, Effect, lambda found: found.figures,
    ),
    _listing(
        "outcome-matches", "Accounts and their comparables",
        "With whom each account was compared, and what it gained beyond them.",
        Match, Effect, lambda found: found.matches,
    ),
    _listing(
        "outcome-left-out", "Accounts that were not compared", "Who was left out of the comparison, and why.",
        LeftOut, Effect, lambda found: found.left_out,
    ),
    _listing(
        "outcome-costs", "What the programme costs", "Amount by amount, with the formula; null where nobody knows.",
        Amount, ProgrammeCosts, lambda found: found.programme.amounts,
    ),
    _listing(
        "outcome-account-costs", "What each account costs", "By account, and against what it buys.",
        AccountCost, ProgrammeCosts, lambda found: found.programme.accounts,
    ),
    _listing(
        "outcome-whale", "The whale curve", "Every customer by what it leaves after what it costs to serve.",
        Whaled, ProgrammeCosts, lambda found: found.whale.points if found.whale else (),
    ),
    _listing(
        "outcome-losses", "What losing each would cost", "Concentration: what would be gone with each of the largest customers.",
        Loss, ProgrammeCosts, lambda found: found.concentration.losses if found.concentration else (),
    ),
    _listing(
        "outcome-categories", "The harvest of each category", "What each reason was to bring, against what it brought.",
        Category, Harvest, lambda found: found.categories, "facts",
    ),
    _listing(
        "outcome-retention", "Who stayed", "Key accounts, comparable customers and the rest: who still buys in its rhythm.",
        Stayed, Harvest, lambda found: found.retention.accounts,
    ),
    _listing(
        "outcome-margins", "What each leaves", "Margin before and after what it costs to serve.",
        AccountMargin, Harvest, lambda found: found.margins.accounts,
    ),
    _listing(
        "outcome-relation", "The quality of the relationship", "By account: who answered the surveys with their name, and what.",
        Voiced, Harvest, lambda found: found.relation.voiced,
    ),
    _listing(
        "outcome-promises", "Promises kept, and what came of it",
        "By account: promises kept and broken beside growth and answers.",
        Promised, Harvest, lambda found: found.promises.accounts,
    ),
)  # fmt: skip
