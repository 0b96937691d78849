"""Accounts, views, jobs, imports, people, links of the doors, values of policy."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from clave.actions.entry import offer_link
from clave.actions.imports import Received, bring_files
from clave.actions.people import offer_setup
from clave.jobs.imports import start_reading
from clave.jobs.starting import start
from clave.jobs.worker import work_off
from clave.store.models import OWNER, Import, Job, MeasureLine, Ownership, Person, SavedView
from clave.store.models.jobs import FAILED
from tests.jobs import tasks
from tests.web import made
from tests.web.conftest import NOW
from tests.web.objects.shape import Make, Sent, Things, World, named


def accounts(world: World) -> Things:
    """One I answer for, one a colleague answers for, and one that only an earlier list has."""
    for place, person in enumerate((world.me, world.colleague)):
        Ownership.objects.create(
            customer=made.code(place), part=OWNER, person=person, starts_on=date(2026, 1, 1), created_at=NOW
        )
    line = MeasureLine.objects.filter(run=world.earlier).first()
    assert line is not None
    line.pk, line.customer = None, "ONLY-THEN"
    line.save(force_insert=True)
    return Things([made.code(0)], [made.code(1)], ["ONLY-THEN"], ["NOBODY"])


def views(world: World) -> Things:
    """Views are private: a colleague's is as foreign as one can be."""
    kam = Person.objects.create_person(email="v@clave.example", name="V", role="kam", password=None, created_at=NOW)
    mine, theirs, others = (
        SavedView.objects.create(person=one, name="Mías", query="vista=key", created_at=NOW)
        for one in (world.me, world.colleague, kam)
    )
    return Things([str(mine.pk)], [str(theirs.pk)], [str(others.pk)], ["999999"])


def jobs(world: World) -> Things:
    """Mine, a colleague's, and one of clave's own that nobody asked for; all of them failed, so that they can be retried."""
    found = [start(tasks.counting, by=by, now=NOW) for by in (world.me, world.colleague, None)]
    Job.objects.filter(pk__in=[job.pk for job in found]).update(state=FAILED, finished_at=NOW)
    mine, theirs, claves = ([str(job.pk)] for job in found)
    return Things(mine, theirs, claves, ["999999"])


def imports(world: World) -> Things:
    """Loading is one desk: what one administrator brought, the next one finishes."""
    mine, theirs = (_brought(by) for by in (world.me, world.colleague))
    return Things([str(mine)], [str(theirs)], None, ["999999"])


def _brought(by: Person) -> int:
    """A file with a line that is rejected, read; only who may load has brought one."""
    if by.role != "administrator":
        return Import.objects.create(by=by, created_at=NOW).pk
    path = settings.CLAVE_IMPORTS / f"arriving-{by.pk}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Fecha;Factura;Cliente;Valor neto\n01/03/2026;F1;C1;1000\nayer;F2;C1;x\n", "utf-8")
    one = bring_files(files=[Received("ventas.csv", path.stat().st_size, "d", path)], by=by, now=NOW)
    start_reading(number=one.pk, by=by, now=NOW, then="/")
    work_off(now=timezone.now(), limit=10)
    return one.pk


def people(world: World) -> Things:
    """Myself and a colleague."""
    return Things([str(world.me.pk)], [str(world.colleague.pk)], None, ["999999"])


def acts(world: World) -> Things:
    """What is asked before something is done about a person."""
    return Things([str(world.me.pk), "sesiones"], [str(world.colleague.pk), "sesiones"], None, ["999999", "sesiones"])


def entries(world: World) -> Things:
    """A link is whoever's who holds it; one that a newer one replaced is nobody's."""
    now = timezone.now()
    spent = offer_link(by=None, now=now, person=world.me)  # type: ignore[arg-type]
    mine, theirs = (offer_link(by=None, now=now, person=person) for person in (world.me, world.colleague))  # type: ignore[arg-type]
    return Things([mine], [theirs], [spent], ["zzz"])


def setups(world: World) -> Things:
    """The link of the first start, and one that a newer one replaced; only while nobody administers."""
    spent = offer_setup(now=timezone.now())
    return Things([offer_setup(now=timezone.now())], None, [spent], ["zzz"])


def versions(world: World) -> Things:
    """Versions of the book of facts."""
    return Things(["1"], None, None, ["999"])


KINDS: dict[str, Make] = {
    **dict.fromkeys(
        (
            "account", "account_payments", "account_families", "account_criteria", "account_group", "account_history",
            "account_lines", "account_lines_export", "account_receivables", "account_hospitality",
        ), accounts),
    "accounts_view": views,
    **dict.fromkeys(("job", "job_cancel", "job_again"), jobs),
    **dict.fromkeys(
        (
            "import", "import_read", "import_months", "import_origin", "import_source", "import_load",
            "import_discard", "import_rejects",
        ), imports),
    "user": people, "user_role": people, "user_act": acts,
    "entry": entries, "setup": setups,
    "policy_value": named("order", "no.such"), "policy_compare_file": named("csv", "exe"),
    "import_template": named("customer", "zzz"), "book_reopen": versions,
}  # fmt: skip
POSTED: dict[str, Sent] = {
    "accounts_view": {"do": "rename", "name": "Otra"},
    "user_role": {"rol": "kam"},
    "import_source": {"archivo": "ventas.csv", "name": "ERP"}, "import_origin": {"origin": "ERP"},
    "import_load": {"mezclar": "1", "acepto": "1"}, "book_reopen": {"visto": "1"},
    **{
        route: {}
        for route in (
            "job_cancel", "job_again", "import_read", "import_months", "import_discard",
            "user_act",
        )
    },
}  # fmt: skip
