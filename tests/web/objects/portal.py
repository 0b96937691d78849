"""Visitors of the portal are the account's, whoever invited them; those of another account are not there."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import dumps
from django.utils import timezone

from clave.actions.customer_mail import SALT
from clave.store.models import Bounce, Logo, PortalLink
from tests.web import portals
from tests.web.objects.services import answers
from tests.web.objects.shape import NOBODY, NONE, Make, Sent, Things, World, named

ACCOUNT, OTHER = "C-0002", "C-0003"


def accounts(world: World) -> Things:
    """An account that I answer for, one of a colleague, none."""
    answers(world)
    return Things([ACCOUNT], [OTHER], [NOBODY], [NOBODY])


def acts(world: World) -> Things:
    """A visitor of my account, one of a colleague's, and one asked for under an account that is not theirs."""
    answers(world)
    mine, theirs = portals.invited(ACCOUNT), portals.invited(OTHER)
    for visitor in (mine, theirs):
        PortalLink.objects.create(
            visitor=visitor, token_hash=f"h{visitor.pk}", created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    return Things(
        [ACCOUNT, str(mine.pk), "retirar"], [OTHER, str(theirs.pk), "retirar"], [OTHER, str(mine.pk), "retirar"],
        [ACCOUNT, NONE, "retirar"],
    )  # fmt: skip


def previews(world: World) -> Things:
    """The portal of my account, of a colleague's, with a visitor of another one, of none."""
    answers(world)
    theirs = portals.invited(OTHER)
    return Things([ACCOUNT, "todo", ""], [OTHER, "todo", ""], [ACCOUNT, str(theirs.pk), ""], [NOBODY, "todo", ""])


def bounces(world: World) -> Things:
    """An address that bounces, and none."""
    kept = Bounce.objects.create(email="no@cliente.example", at=timezone.now())
    return Things([str(kept.pk)], None, None, [NONE])


def logos(world: World) -> Things:
    """The logo, and one of before."""
    Logo.objects.create(pk=1, content=b"x", kind="image/png", width=1, height=1, digest="abc", at=timezone.now())
    return Things(["abc"], None, None, ["def"])


def leavings(world: World) -> Things:
    """The address by which somebody leaves the news, and one that we never wrote."""
    who = portals.invited(ACCOUNT).contact
    return Things([dumps({"c": who.pk, "p": "news"}, salt=SALT)], None, None, ["falso"])


KINDS: dict[str, Make] = {
    "account_portal": accounts,
    "account_portal_act": acts,
    "portal_preview": previews,
    "bounce_confirm": bounces,
    "logo": logos,
    "visitors_file": named("visitantes.csv", "otra.csv"),
    "portal_link": named("token", "otro"),
    "portal_leave_mail": leavings,
}
POSTED: dict[str, Sent] = {"account_portal_act": {}, "bounce_confirm": {}}
