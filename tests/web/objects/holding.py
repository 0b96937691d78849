"""Who answers for an account, what a manager can carry, delegations and handovers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.report.dossier import kept
from clave.store.dossier import dossier_of
from clave.store.handovers import content_mark
from clave.store.models import OWNER, Delegation, Handover, Ownership, Person
from clave.store.roles import DEPARTMENTS
from tests.store.proposing import somebody
from tests.web import made
from tests.web.objects.company import accounts
from tests.web.objects.shape import NONE, Args, Fields, Make, Sent, Things, World, numbered


def managers(world: World) -> Things:
    """Whoever carries accounts; whoever does not has no capacity to enter."""
    mine, theirs, none = somebody("kam", "Berta"), somebody("kam", "Carlos"), somebody("credit", "Celia")
    return numbered(mine, theirs, none)


def delegations(world: World) -> Things:
    """One that lets me act, one that a colleague of another department has, and one of a third person's."""
    boss = somebody("director", "Dora")
    away = [key for key in DEPARTMENTS if key != world.me.role]  # who belongs to a department reads what is given of it
    mine, theirs, other = (
        _delegation(boss, person, department)
        for person, department in zip((world.me, world.colleague, somebody("employee", "Elsa")), away, strict=False)
    )
    return Things([mine], [theirs], [other], [NONE])


def _delegation(by: Person, person: Person, department: str) -> str:
    today = timezone.localdate()
    one = Delegation.objects.create(
        person=person, department=department, starts_on=today, ends_on=today + timedelta(9), purpose="Vacaciones",
        granted_by=by, granted_at=timezone.now(),
    )  # fmt: skip
    return str(one.pk)


def handovers(world: World) -> Things:
    """One that I receive, one that a colleague does, and one between two others that was signed already."""
    giver, other = somebody("kam", "Berta"), somebody("kam", "Carlos")
    mine, theirs, signed = (
        _handover(made.code(place), giver, taker) for place, taker in enumerate((world.me, world.colleague, other))
    )
    dossier = kept(dossier_of(made.code(2), timezone.localdate()))
    Handover.objects.filter(pk=signed).update(signed_at=timezone.now(), dossier=dossier, digest="0" * 64)
    return Things([mine], [theirs], [signed], [NONE])


def _handover(code: str, giver: Person, taker: Person) -> str:
    today, now = timezone.localdate(), timezone.now()
    owned = Ownership.objects.create(customer=code, part=OWNER, person=taker, starts_on=today, created_at=now)
    one = Handover.objects.create(
        customer=code, name="Empaques", ownership=owned, giver=giver, taker=taker, on=today, created_at=now
    )
    return str(one.pk)


def _berta(_arguments: Args) -> Fields:
    """A substitute for the account: what a manager may choose for their own and nobody else's."""
    return {
        "parte": "substitute", "persona": str(somebody("kam", "Berta").pk), "desde": f"{timezone.localdate()}",
        "razon": "Vacaciones",
    }  # fmt: skip


def substituted(world: World) -> Things:
    """Accounts that have a substitute already."""
    found = accounts(world)
    for place in range(2):
        Ownership.objects.create(
            customer=made.code(place), part="substitute", person=somebody("kam", "Berta"),
            starts_on=timezone.localdate() - timedelta(30), created_at=timezone.now(),
        )  # fmt: skip
    return found


def _as_seen(arguments: Args) -> Fields:
    """What stood on the page of a handover."""
    one = Handover.objects.filter(pk=arguments[0]).first()
    if one is None:
        return {}
    dossier = kept(dossier_of(one.customer, timezone.localdate()))
    return {
        "visto": content_mark(one.knows, ()),
        "leido": content_mark(one.knows, dossier),
        "promises": "Entregar el lunes",
    }


KINDS: dict[str, Make] = {
    "account_owners": accounts, "account_assign": accounts, "account_release": substituted,
    "account_load": accounts,
    "capacity_person": managers,
    **dict.fromkeys(("delegation", "delegation_revoke"), delegations),
    **dict.fromkeys(("handover", "handover_tell", "handover_sign", "handover_pdf"), handovers),
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "account_assign": _berta,
    "account_release": lambda _: {"parte": "substitute", "hasta": f"{timezone.localdate()}", "razon": "Volvió"},
    "capacity_person": lambda _: {
        "desde": f"{timezone.localdate()}", "horas": "160", "cuentas": "20", "relaciones": "6", "razon": "Entra",
    },
    "account_load": lambda _: {
        "desde": f"{timezone.localdate()}", "horas": "", "relaciones": "4", "razon": "Contadas",
    },
    "delegation_revoke": {"razon": "Volvió"}, "handover_tell": _as_seen, "handover_sign": _as_seen,
}  # fmt: skip
