"""What an installation needs before it can serve: database, company, facts, selection, somebody who can sign in."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from clave.actions.alerts import keep_alerts
from clave.actions.company import found_company
from clave.actions.ledger import judge, keep_ledger
from clave.actions.outcome import keep_outcome
from clave.actions.people import offer_setup
from clave.actions.promotions import keep_promotion_results
from clave.actions.refresh import refresh_selection
from clave.base.period import months_before
from clave.base.words import Text, _
from clave.demo.away import go_out
from clave.demo.collection import collect
from clave.demo.company import UNTIL, build
from clave.demo.desk import consult_orders
from clave.demo.dispatch import plan_the_day
from clave.demo.feeds import read_by_itself
from clave.demo.hospitality import treat
from clave.demo.joint import join_forces
from clave.demo.laboratory import ask_the_laboratory
from clave.demo.plans import plan_accounts
from clave.demo.portal import open_the_portal
from clave.demo.portal_asks import ask_in_the_portal
from clave.demo.privileges import give_privileges
from clave.demo.production import plan_the_plant
from clave.demo.programme import (
    FIRST,
    HALF,
    Cast,
    begin,
    confirm_first_year,
    decide_first_list,
    decide_half_year,
    open_what_is_open,
    tell_hours,
)
from clave.demo.relationships import know_the_accounts
from clave.demo.reports import report_consumption
from clave.demo.requests import ask_of_data
from clave.demo.rhythm import speak
from clave.demo.rotation import offer_idle_stock
from clave.demo.special_services import serve
from clave.demo.voice import ask_the_accounts
from clave.facts.store import FactStore
from clave.jobs.promotions import to_measure, told_of
from clave.store.alert_sources import look
from clave.store.facts import book_of
from clave.store.ledger import ready
from clave.store.models import Company, Person, SelectionRun
from clave.store.outcome import reckoned
from clave.store.policy import policy_in_force
from clave.store.queries import latest_run

Tell = Callable[[str], object]
NOBODY_YET = _("Nobody can sign in yet. Make the first administrator here (once, within 24 hours): {link}")
DEMONSTRATION, CURRENCY = "demo", "COP"


def make_ready(host: str, port: int, *, demo: bool, tell: Tell) -> None:
    """Do what is missing and say it; does nothing twice, and one start at a time."""
    with alone(settings.CLAVE_DATA, tell):
        _make_ready(f"http://{host}:{port}", demo, tell)


@contextmanager
def alone(folder: Path, tell: Tell) -> Iterator[None]:
    """Hold a data folder for starting; whoever comes second says so and waits. A killed start gives the lock back."""
    with (folder / "start.lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say(tell, _("Another start is preparing this installation: waiting for it…"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_ready(address: str, demo: bool, tell: Tell) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    cast = None
    if demo and not Company.objects.exists():
        _say(tell, _("Building the demonstration company…"))
        cast = _found_demonstration(now)
    if cast or (
        _has_facts() and not ((run := latest_run()) and run.overview)
    ):  # there is none, or an earlier version made it
        made = _first_selection(now, tell)
        if cast:
            open_what_is_open(cast, made, policy_in_force(), now=now)
            offer_idle_stock(cast, policy_in_force(), now=now)
            plan_the_day(cast, UNTIL, now=now)
            ask_the_laboratory(cast, made, now=now)
            plan_accounts(cast, made, policy_in_force().at(timezone.localdate(now)), now=now)
            serve(cast, made, now=now)
            know_the_accounts(cast, now=now)
            speak(cast, now=now)
            judge_promises(tell, now=now)
            plan_the_plant(cast, UNTIL, now=now)
            treat(cast, now=now)
            go_out(cast, now=now)
            open_the_portal(cast, now=now)
            join_forces(made, policy_in_force().at(timezone.localdate(now)), now=now)
            measure_promotions(tell, now=now)
            ask_of_data(cast, now=now)
            consult_orders(cast, now=now)
            read_by_itself(
                cast=cast, book=FactStore(settings.CLAVE_FACTS).open(), folder=settings.CLAVE_DATA,
                limits=policy_in_force().at(timezone.localdate(now)), origin=DEMONSTRATION, now=now,
            )  # fmt: skip
            ask_in_the_portal(cast, now=now)
            ask_the_accounts(cast, policy_in_force().at(timezone.localdate(now)), now=now)
            report_half_year(cast, tell, now=now)  # once there is somebody in the portal to read them
            look_for_alerts(tell, now=now)  # of all that is kept by now
            reckon_the_outcome(tell, now=now)
    if not Person.objects.filter(placed=False).exists():
        link = address + reverse("setup", args=[offer_setup(now=now)])
        _say(tell, NOBODY_YET.fill(link=link))


def judge_promises(tell: Tell, *, now: datetime) -> None:
    """Judge what was promised to whom."""
    judged = judge(ready(timezone.localdate(now)))
    keep_ledger(judged=judged, by=None, now=now)
    _say(tell, _("Ledger of promises ready: {n} judged.").fill(n=len(judged.dues)))


def measure_promotions(tell: Tell, *, now: datetime) -> None:
    """Measure the joint promotions against the facts."""
    limits, book = policy_in_force().at(timezone.localdate(now)), book_of("")
    told = [told_of(row, book, limits) for row in to_measure(book.version)]
    keep_promotion_results(told=told, version=book.version, by=None, now=now)
    _say(tell, _("Joint promotions ready: {n} measured.").fill(n=len(told)))


def report_half_year(cast: Cast, tell: Tell, *, now: datetime) -> None:
    """Prepare what the key accounts read of their last semester."""
    count = report_consumption(cast, UNTIL, policy_in_force().at(timezone.localdate(now)), now=now)
    _say(tell, _("Reports of consumption ready: {n} accounts.").fill(n=count))


def look_for_alerts(tell: Tell, *, now: datetime) -> None:
    """Look for what Hoy tells first."""
    today = timezone.localdate(now)
    limits = policy_in_force().at(today)
    looked = look(today, limits)
    keep_alerts(looked=looked, limits=limits, by=None, now=now)
    _say(tell, _("Alerts ready: {n} to look at.").fill(n=len(looked.alerts)))


def reckon_the_outcome(tell: Tell, *, now: datetime) -> None:
    """Reckon whether the programme pays, over every window."""
    begun = monotonic()
    found = reckoned(now)
    keep_outcome(reckoned=found, took=monotonic() - begun, by=None, now=now)
    _say(tell, _("Outcome of the programme ready: {n} windows.").fill(n=len({key for key, _part in found.parts})))


def _say(tell: Tell, text: Text) -> None:
    tell(text.say(settings.LANGUAGE_CODE))


def _found_demonstration(now: datetime) -> Cast:
    """Facts, people, a first list of a year ago and its review in the middle of that year."""
    company = build()
    FactStore(settings.CLAVE_FACTS).load(
        company.tables,
        source=DEMONSTRATION,
        digest=company.digest(),
        now=now,
        by=DEMONSTRATION,
        currency=CURRENCY,
        company=company.name,
    )
    found_company(name=company.name, currency=CURRENCY, demonstration=True, now=now)
    customers = company.tables["customer"]
    sellers = dict(zip(customers["customer"].to_pylist(), customers["owner"].to_pylist(), strict=True))
    cast, policy = begin(now=now, sellers=sellers), policy_in_force()
    year_ago = company.until.replace(year=company.until.year - 1)
    book = FactStore(settings.CLAVE_FACTS).open()
    first = refresh_selection(book=book, policy=policy, as_of=year_ago, by=None, now=now - FIRST)
    decide_first_list(cast, first, policy, now=now)
    middle = months_before(company.until, 6)
    review = refresh_selection(book=book, policy=policy, as_of=middle, by=None, now=now - HALF)
    decide_half_year(cast, review, policy, now=now)
    confirm_first_year(cast, now=now)
    tell_hours(cast, review, now=now)
    give_privileges(cast, now=now)
    collect(cast, book, company.until, now=now)
    return cast


def _steps(tell: Tell) -> Callable[[float, Text], None]:
    """Tells each tenth of the work once, with what is being done."""
    told: set[int] = set()

    def step(done: float, doing: Text) -> None:
        tenth = int(done * 10)
        if tenth not in told:
            told.add(tenth)
            tell(f"  {tenth * 10:>3} %  {doing.say(settings.LANGUAGE_CODE)}")

    return step


def _has_facts() -> bool:
    return bool(settings.CLAVE_FACTS.exists() and FactStore(settings.CLAVE_FACTS).versions())


def _first_selection(now: datetime, tell: Tell) -> SelectionRun:
    policy = policy_in_force()
    _say(tell, _("Measuring every customer and making the first selection…"))
    run = refresh_selection(
        book=FactStore(settings.CLAVE_FACTS).open(), policy=policy, as_of=None, by=None, now=now, progress=_steps(tell)
    )
    members = run.lines.filter(member=True).count()
    _say(tell, _("Selection ready: {members} of {n} customers inside.").fill(members=members, n=run.lines.count()))
    return run
