"""Plans of accounts: one that I answer for, one of a colleague's account; they are read by all who read accounts."""

from __future__ import annotations

from django.utils import timezone

from clave.actions.account_plans import close_plan, note_plan_review
from clave.operations.plan.said import PlanSaid, ReviewSaid
from tests.store.plans import Made, made
from tests.web.objects.shape import NOBODY, NONE, Args, Fields, Make, Sent, Things, World, named

MINE, THEIRS = "C-0001", "C-0002"


def both(world: World) -> tuple[Made, Made]:
    """A plan of each of us."""
    today = timezone.localdate()
    year = PlanSaid(today.replace(month=1, day=1), today.replace(month=12, day=31))
    return tuple(  # type: ignore[return-value]
        made(by, customer, timezone.now(), year) for by, customer in ((world.me, MINE), (world.colleague, THEIRS))
    )


def of_accounts(*more: str) -> Make:
    """Addresses by the account alone."""

    def make(world: World) -> Things:
        both(world)
        return Things([MINE, *more], [THEIRS, *more], None, [NOBODY, *more])

    return make


def actions(*more: str) -> Make:
    """The action of each; a colleague's under my account is none."""

    def make(world: World) -> Things:
        mine, theirs = (str(one.action.pk) for one in both(world))
        return Things(
            [MINE, "accion", mine, *more], [THEIRS, "accion", theirs, *more], [MINE, "accion", theirs, *more],
            [MINE, "accion", NONE, *more],
        )  # fmt: skip

    return make


def reviews(world: World) -> Things:
    """A review of each."""
    said = ReviewSaid(timezone.localdate(), "Seguimos")
    mine, theirs = (
        str(note_plan_review(by=one.by, now=timezone.now(), customer=one.customer, review=said).pk)
        for one in both(world)
    )
    return Things([MINE, mine], [THEIRS, theirs], [MINE, theirs], [MINE, NONE])


def versions(world: World) -> Things:
    """A former version of each; one that the plan does not have is refused in a sentence."""
    both(world)
    return Things([MINE, "2"], [THEIRS, "2"], [MINE, NONE], [NOBODY, "2"])


def closed(world: World) -> Things:
    """A plan of each that is closed."""
    found = both(world)
    for one in found:
        close_plan(by=one.by, now=timezone.now(), customer=one.customer, why="Fin", seen=one.plan.version)
    mine, theirs = (str(one.plan.pk) for one in found)
    return Things([MINE, mine], [THEIRS, theirs], [MINE, theirs], [NOBODY, mine])


def _period(_arguments: Args) -> Fields:
    today = timezone.localdate()
    return {"starts_on": f"{today:%Y}-01-01", "ends_on": f"{today:%Y}-12-30", "seen": "4"}


def _review(_arguments: Args) -> Fields:
    return {"on": f"{timezone.localdate()}", "agreed": "Seguimos con la línea nueva"}


KINDS: dict[str, Make] = {
    "plans_file": named("planes.csv", "planes.exe"), "account_plan": of_accounts(), "plan_versions": of_accounts(),
    "plan_shared": of_accounts(), "plan_paper": of_accounts("reunion"), "plan_period": of_accounts(),
    "plan_new": of_accounts("accion"), "plan_edit": actions(), "plan_act": actions("hecha"), "plan_restore": versions,
    "plan_review": of_accounts(), "plan_review_back": reviews, "plan_close": of_accounts(), "plan_reopen": closed,
}  # fmt: skip
SEEN: Sent = {"seen": "4"}
POSTED: dict[str, Sent] = {
    "plan_period": _period, "plan_act": SEEN, "plan_restore": SEEN, "plan_review": _review, "plan_review_back": {},
    "plan_close": {"why": "Se firmó el siguiente", "seen": "4"}, "plan_reopen": {},
}  # fmt: skip
