"""What a sheet says of sessions away from the office and of events: who is out, what begins, what must come down. (C3, C7)"""

from __future__ import annotations

from datetime import timedelta

from clave.base.figures import Figure
from clave.base.words import _, joined
from clave.operations.duties import Duty, Link
from clave.operations.events import KINDS
from clave.operations.public_use import USED
from clave.policy import declared
from clave.store.duties.asked import Asked
from clave.store.events import Listed, listed
from clave.store.models import OffsiteSession


def sessions(asked: Asked) -> list[Duty]:
    """The sessions of today and tomorrow: where, for what, and who of ours is there."""
    rows = OffsiteSession.objects.filter(
        removed_at=None, stage="planned", customer__in=asked.keys, on__gte=asked.today, on__lte=asked.tomorrow
    )
    found = rows.select_related("owner").prefetch_related("people__person").order_by("on", "pk")
    return [
        Duty(
            "away", row.customer, asked.keys[row.customer], joined((row.purpose, row.place), " · "),
            _("from us: {people}").fill(people=", ".join(_ours(row)) or row.owner.name),
            Link(_("How to treat it"), "account_treatment", (row.customer,)), row.on,
        )
        for row in found
    ]  # fmt: skip


def _ours(row: OffsiteSession) -> list[str]:
    return sorted(one.person.name for one in row.people.all() if one.person)


def events(asked: Asked) -> list[Duty]:
    """What must come down today, and the events of the next days in which key accounts take part."""
    last = asked.today + timedelta(days=asked.limits[declared.alert_agenda])
    every = listed(asked.today)
    coming = [one for one in every if one.row.ends_on >= asked.today and one.row.starts_on <= last]
    return [
        *(duty for one in every for duty in _down(one, asked)),
        *(_takes_part(one, part.customer, asked) for one in coming for part in one.accounts if part.customer in asked.keys),
    ]  # fmt: skip


def _down(one: Listed, asked: Asked) -> list[Duty]:
    return [
        Duty(
            "down", use.row.customer, asked.keys.get(use.row.customer, use.row.name),
            joined((USED[use.row.what], use.row.where, one.row.title), " · "), use.down,
            Link(_("Open the event"), "event", (str(one.row.pk),)), asked.today,
        )
        for use in one.uses if use.down is not None
    ]  # fmt: skip


def _takes_part(one: Listed, customer: str, asked: Asked) -> Duty:
    row = one.row
    until = _("from {first} to {last}").fill(first=Figure(row.starts_on, "date"), last=Figure(row.ends_on, "date"))
    return Duty(
        "events", customer, asked.keys[customer], joined((KINDS[row.kind], row.title), " · "),
        joined((until, row.place), " · ") if row.place else until,
        Link(_("Open the event"), "event", (str(row.pk),)), max(row.starts_on, asked.today),
    )  # fmt: skip
