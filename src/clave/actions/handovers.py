"""Handing an account over: the one who leaves writes what they know, the one who takes it signs (D1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from clave.actions.audit import record
from clave.actions.refused import Refused
from clave.actions.shape import action
from clave.base.words import _
from clave.store.handovers import content_mark, digest_of
from clave.store.models import KNOWS, Handover, Person

LONGEST = 20_000


@action
def tell(*, by: Person, now: datetime, handover: Handover, knows: Mapping[str, str], seen: str) -> Handover:
    """Write down what is known, by the one who gives or the one who takes; `seen` is the `content_mark` of the words that
    were on the page. Raises Refused once it is signed, for anybody else, and where the other one wrote meanwhile."""
    held = _open(by, handover)
    if seen != content_mark(held.knows, ()):
        raise Refused(
            _("somebody else wrote into it in the meantime."),
            remedy=_("Nothing was overwritten: open it in another window, and bring both together."),
        )
    said = {key: knows.get(key, "").strip() for key in KNOWS}
    if long := [key for key, words in said.items() if len(words) > LONGEST]:
        raise Refused(_("it has more than {n} letters.").fill(n=LONGEST), field=long[0])
    held.knows, held.told_at = said, now
    held.save(update_fields=["knows", "told_at"])
    record(by=by, now=now, what="handover.told", about=f"handover:{held.pk}", fields=said)
    return held


@action
def sign(
    *,
    by: Person,
    now: datetime,
    handover: Handover,
    dossier: Sequence[Mapping[str, Any]],
    read: str,
    remark: str = "",
) -> Handover:
    """Receive an account: the dossier is frozen as it was read, with the words, and nobody changes it any more.

    `dossier` is what it says now, `read` the `content_mark` of what the taker had before them. Raises Refused for anybody
    but the taker, once signed, and where words or facts are not those that were read."""
    held = _open(by, handover)
    if by.pk != held.taker_id:
        raise Refused(_("{name} signs it: the account is theirs now.").fill(name=held.taker.name))
    if read != content_mark(held.knows, dossier):
        raise Refused(
            _("it changed after you opened it."), remedy=_("Nothing was signed: read what is new, and sign then.")
        )
    held.dossier, held.remark, held.signed_at = list(dossier), remark.strip()[:LONGEST], now
    held.digest = digest_of(held)
    held.save(update_fields=["dossier", "remark", "signed_at", "digest"])
    record(by=by, now=now, what="handover.signed", about=f"handover:{held.pk}", fields=("dossier",))
    return held


def _open(by: Person, handover: Handover) -> Handover:
    """The handover, held, while it can still be changed by one of both."""
    held = Handover.objects.select_for_update(of=("self",)).select_related("giver", "taker").get(pk=handover.pk)
    if held.signed_at is not None:
        raise Refused(_("it is signed: nobody changes it any more."))
    if held.withdrawn_at is not None:
        raise Refused(_("it was withdrawn: the account went back to {name}.").fill(name=held.giver.name))
    if by.pk not in (held.giver_id, held.taker_id):
        raise Refused(_("only {giver} and {taker} write into it.").fill(giver=held.giver.name, taker=held.taker.name))
    return held
