"""Promotions and references are the company's, whoever wrote them down; who answers for the account acts on them."""

from __future__ import annotations

from django.utils import timezone

from tests.web import promotions_made
from tests.web.objects.services import accounts, answers
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def promotions(world: World) -> Things:
    """One that I proposed, and one of a colleague."""
    answers(world)
    found = [promotions_made.promotion(by, at, stage="proposed") for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def people(world: World) -> Things:
    """Somebody whom I wrote down as willing, and one of a colleague."""
    answers(world)
    found = [promotions_made.willing(by, f"Laura {at}") for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def asks(world: World) -> Things:
    """A reference that I asked for, and one of a colleague."""
    answers(world)
    kept = promotions_made.willing(world.me)
    found = [promotions_made.ask(kept, by, 90 + 90 * at) for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def referrals(world: World) -> Things:
    """A recommendation that I wrote down, and one of a colleague."""
    answers(world)
    found = [promotions_made.referral(by, at=at) for at, by in enumerate((world.me, world.colleague))]
    return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])


def _cancelling(_arguments: object) -> dict[str, str]:
    return {"here": "proposed", "to": "cancelled", "note": "No quisieron"}


def _answering(_arguments: object) -> dict[str, str]:
    return {"to": "given", "day": f"{timezone.localdate()}"}


KINDS: dict[str, Make] = {
    "promotion": promotions, "promotion_paper": promotions, "promotion_edit": promotions,
    "promotion_act": lambda world: with_more(promotions(world), "mover"),
    "promotions_file": named("promociones.csv", "promociones.exe"), "account_promotions": accounts,
    "account_references": accounts, "references_file": named("pedidas.csv", "pedidas.exe"), "reference_one": asks,
    "reference_ask": people, "reference_act": lambda world: with_more(asks(world), "respuesta"),
    "willing_act": lambda world: with_more(people(world), "no"), "referral": referrals,
    "referral_act": lambda world: with_more(referrals(world), "quitar"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "promotion_act": _cancelling, "reference_act": _answering, "willing_act": {}, "referral_act": {},
}  # fmt: skip
