"""What customers asked and answered in the portal, as Hoy shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from clave.base.words import _
from clave.store.models import PortalAsk
from clave.store.portal_asking import Answered
from clave.web.words import told


@dataclass(frozen=True)
class AskedShown:
    """Something that waits for us: where it is answered, of which kind it is, and whether its day is over."""

    one: PortalAsk
    kind: str
    address: str
    late: bool


@dataclass(frozen=True)
class AnswerShown:
    """An answer: yes or no in words, and the page that tells more."""

    one: Answered
    words: str
    address: str
    yes: bool


KINDS = {
    "need": _("a need"),
    "improvement": _("a better product"),
    "complaint": _("something that does not work for them"),
}
"""What was asked, as we say it among ourselves."""
SAYS = {"yes": _("{who}: comes"), "no": _("{who}: does not come")}
ALSO = _("{who}: comes, with {also}")


def invited_said(who: str, answer: str, also: str) -> str:
    """Somebody who is invited, with what they said in the portal."""
    if answer == "yes" and also:
        return told(ALSO.fill(who=who, also=also))
    return told(SAYS[answer].fill(who=who)) if answer else who


def asked_shown(found: Iterable[PortalAsk], today: date) -> list[AskedShown]:
    """As Hoy shows them."""
    return [AskedShown(one, told(KINDS[one.kind]), _address(one), one.due_on < today) for one in found]


def _address(one: PortalAsk) -> str:
    return reverse("need", args=[one.need_id]) if one.need_id else reverse("lab_request", args=[one.request_id])


def answers_shown(found: Iterable[Answered]) -> list[AnswerShown]:
    """As Hoy shows them."""
    words = {"yes": _("{who} said yes"), "no": _("{who} said no")}
    return [
        AnswerShown(
            one, told(words[one.answer].fill(who=one.who)), reverse(one.route, args=[one.number]), one.answer == "yes"
        )
        for one in found
        if one.answer in words
    ]
