"""What people judge of an account: ratings, requests, wallets, trials."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from clave.base.words import stored
from clave.criteria.anchors import ANCHORS
from clave.store.models import DeclaredWallet, Person, Rating, RatingRequest, Trial
from clave.store.models.judging import DECLINED
from tests.web import made
from tests.web.objects.company import accounts
from tests.web.objects.shape import NONE, Args, Fields, Make, Sent, Things, World, with_more

CODE = made.code(0)
CRITERION = "prestige"


def judged(world: World) -> Things:
    """A criterion of an account of mine, of a colleague's and of one that is gone; one that people do not judge."""
    found = with_more(accounts(world), CRITERION)
    return Things(found.own, found.colleague, found.foreign, [CODE, "volume"])


def ratings(world: World) -> Things:
    """A rating is whoever's who gave it, and of one account."""
    mine, theirs = (_rating(person) for person in (world.me, world.colleague))
    return Things([CODE, str(mine.pk)], [CODE, str(theirs.pk)], [made.code(1), str(mine.pk)], [CODE, NONE])


def _rating(person: Person) -> Rating:
    return Rating.objects.create(
        customer=CODE, criterion=CRITERION, rater=person, value=3, reason="Enseña", evidence="Acta",
        anchor=stored(ANCHORS[CRITERION][3]), rated_on=timezone.localdate(), created_at=timezone.now(),
    )  # fmt: skip


def wallets(world: World) -> Things:
    """A declared wallet, likewise."""
    mine, theirs = (
        DeclaredWallet.objects.create(
            customer=CODE, amount=Decimal(9), currency="COP", source="Su presupuesto",
            declared_on=timezone.localdate(), by=person, created_at=timezone.now(),
        )
        for person in (world.me, world.colleague)
    )  # fmt: skip
    return Things([CODE, str(mine.pk)], [CODE, str(theirs.pk)], [made.code(1), str(mine.pk)], [CODE, NONE])


def asked_by(world: World) -> Things:
    """A request that I made, one that a colleague made, and one of clave's own to me."""
    me, them = world.me, world.colleague
    found = [_request(*pair) for pair in ((them, me), (me, them))]
    return Things(*([str(one.pk)] for one in (*found, _request(me, None, made.code(1)))), [NONE])


def declined(world: World) -> Things:
    """What I declined, and what a colleague did."""
    found = [_request(person, None) for person in (world.me, world.colleague)]
    for one in found:
        one.state, one.reason, one.closed_at = DECLINED, "No la conozco", timezone.now()
        one.save()
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def _request(person: Person, by: Person | None, code: str = CODE) -> RatingRequest:
    return RatingRequest.objects.create(
        person=person, customer=code, name="Empaques", criterion=CRITERION, by=by, asked_at=timezone.now(),
        due_on=timezone.localdate() + timedelta(7),
    )  # fmt: skip


def trials(world: World) -> Things:
    """The register is everybody's who tries or sells; one that was taken out."""
    mine, theirs, gone = (_trial(person) for person in (world.me, world.colleague, world.colleague))
    Trial.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    return Things([str(mine.pk)], [str(theirs.pk)], [str(gone.pk)], [NONE])


def _trial(person: Person) -> Trial:
    now = timezone.now()
    return Trial.objects.create(
        customer=CODE, name="Empaques", what="Pegado en frío", starts_on=timezone.localdate(), folded="pegado",
        by=person, created_at=now, changed_at=now,
    )  # fmt: skip


def _as_seen(arguments: Args) -> Fields:
    """The form of a trial as it was opened."""
    kept = Trial.objects.filter(pk=arguments[0]).first()
    seen = kept.changed_at.isoformat() if kept else ""
    return {"what": "Pegado en caliente", "starts_on": f"{timezone.localdate()}", "result": "running", "seen": seen}


KINDS: dict[str, Make] = {
    "account_judgements": accounts, "account_wallet": accounts,
    **dict.fromkeys(("account_rate", "account_ask", "account_decline"), judged),
    "rating_withdraw": ratings, "wallet_withdraw": wallets,
    "request_withdraw": asked_by, "request_reopen": declined,
    **dict.fromkeys(("trial", "trial_remove"), trials),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "account_rate": {"value": "3", "reason": "Enseña", "evidence": "Acta"},
    "account_ask": {"missing": "1"},
    "account_decline": {"reason": "No la conozco"},
    "account_wallet": lambda _: {
        "amount": "900 M",
        "source": "Su presupuesto",
        "declared_on": f"{timezone.localdate()}",
    },
    "trial": _as_seen,
    **{
        route: {}
        for route in ("rating_withdraw", "wallet_withdraw", "request_withdraw", "request_reopen", "trial_remove")
    },
}
