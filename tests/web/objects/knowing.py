"""Telling customers and colleagues who is key: announcements and their links, bulletins, mails, keys, the API, the clock."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from clave.actions.apikeys import make_key
from clave.actions.bulletin import send_bulletin
from clave.actions.mail import write
from clave.actions.people import hashed
from clave.selection.life import DECIDED
from clave.store.models import Announcement, ApiKey, Person
from tests.store.lives import brought
from tests.store.proposing import somebody
from tests.web import made
from tests.web.objects.company import accounts
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named

LETTER = {"addressee": "Rosalba", "channel": "paper", "language": "es", "paragraph": "Paso el martes."}


def decided(world: World) -> Things:
    """Accounts of mine and of a colleague's that became key and were not told; one that is none; none."""
    found = accounts(world)
    for code in (made.code(0), made.code(1)):
        brought(code, DECIDED)
    return Things(found.own, found.colleague, [made.code(3)], found.missing)


def told(world: World) -> Things:
    """The same, told today."""
    found = decided(world)
    for code in (made.code(0), made.code(1)):
        _announced(code)
    return found


def _announced(code: str, lives: int = 30) -> str:
    """Told by letter; the token of its link, good for so many days more."""
    token, now = secrets.token_urlsafe(24), timezone.now()
    Announcement.objects.create(
        customer=code, name="Empaques", reasons=[], addressee="Rosalba", channel="paper", language="es", letter=b"%PDF",
        announced_on=timezone.localdate(), by=_director(), created_at=now, token_hash=hashed(token),
        expires_at=now + timedelta(lives),
    )  # fmt: skip
    return token


def links(world: World) -> Things:
    """A link is whoever's who holds it; one that is too old is nobody's."""
    return Things([_announced(made.code(0))], None, [_announced(made.code(1), -1)], ["zzz"])


def _director() -> Person:
    return somebody("director", "Dora")


def weeks(world: World) -> Things:
    """A bulletin goes to everybody."""
    brought(made.code(0), DECIDED)
    now = timezone.now()
    issue = send_bulletin(by=_director(), now=now, until=now)
    assert issue is not None
    return Things([issue.week], None, None, ["1999-W01"])


def mails(world: World) -> Things:
    """A mail is whoever's who keeps the machine."""
    one = write(by=None, now=timezone.now(), to=_director(), template="trial", data={}, language="es", key="trial:1")
    return Things([str(one.pk)], None, None, [NONE])


def keys(world: World) -> Things:
    """Keys of the API, likewise: mine and a colleague's."""
    keeper = somebody("administrator", "Alba")
    mine, theirs = (
        make_key(by=keeper, now=timezone.now(), name=by.name, scopes=["badge"], expires_at=None)[0]
        for by in (world.me, world.colleague)
    )
    ApiKey.objects.filter(pk=mine.pk).update(by=world.me)
    ApiKey.objects.filter(pk=theirs.pk).update(by=world.colleague)
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


KINDS: dict[str, Make] = {
    **dict.fromkeys(("announcement", "announcement_preview"), decided),
    **dict.fromkeys(("announcement_letter", "announcement_received"), told),
    "acknowledge": links, "bulletin": weeks, "function_sheet": named("dispatch", "zzz"),
    "mail": mails, "mail_again": mails, "api_key_revoke": keys, "api_badge": decided, "api_one": decided,
    "schedule_now": named("house", "zzz"),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "announcement": LETTER, "announcement_preview": LETTER, "acknowledge": {"name": "Rosalba"},
    "announcement_received": lambda _: {"name": "Rosalba", "on": f"{timezone.localdate()}"},
    "mail_again": {}, "api_key_revoke": {}, "schedule_now": {},
}  # fmt: skip
