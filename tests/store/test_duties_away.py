"""Sessions and events on the sheets of the day: who is out, what begins, what must come down; and what neither sheet says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.offsite import move_offsite
from clave.actions.public_use import withdraw_public_consent
from clave.operations.duties import Duty
from clave.policy.reading import default
from clave.store.duties import sheet_of
from clave.store.fields import EVERYTHING
from clave.store.models import KeyStatus, Person
from tests.store import debtors
from tests.store.away import NAME, consented, fair, planned, use
from tests.store.contacted import CODE, NOW, TODAY, contact
from tests.store.lives import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(settings: Settings, tmp_path: Path) -> Person:
    """A key account, and a company without facts."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    debtors.founded()
    KeyStatus.objects.create(customer=CODE, name=NAME, state="confirmed", since=TODAY, changed_at=NOW)
    return person("director", "Diana")


def part(function: str, name: str) -> tuple[Duty, ...]:
    found = sheet_of(function, NOW, default().at(TODAY), EVERYTHING)
    return next(one.duties for one in found.sections if one.key == name)


@pytest.mark.parametrize(("ago", "there"), [(0, 1), (-1, 1), (-2, 0), (1, 0)])
def test_reception_is_told_the_sessions_of_today_and_tomorrow(diana: Person, ago: int, there: int) -> None:
    planned(diana, contact(), ago=ago)
    found = part("reception", "away")
    assert len(found) == there
    for one in found:
        assert (one.account, one.what.say("en"), one.why.say("en")) == (  # type: ignore[union-attr]
            CODE, "Reducir mermas · Hacienda El Bosque", "from us: Diana",
        )  # fmt: skip


def test_a_session_that_took_place_or_was_called_off_is_on_no_sheet(diana: Person) -> None:
    kept = planned(diana, contact(), ago=0)
    move_offsite(by=diana, now=NOW, customer=CODE, number=kept.pk, here="planned", to="cancelled", note="Llueve")
    assert part("reception", "away") == ()


def test_marketing_is_told_who_takes_part_in_the_events_of_these_days(diana: Person) -> None:
    fair(diana, CODE, "C-77")
    [one] = part("marketing", "events")
    assert one.account == CODE, "who is no key account is on no sheet"
    assert one.what.say("en") == "Fair · IFLS 2026"  # type: ignore[union-attr]
    assert (one.on, one.act.route) == (TODAY, "event"), "it began already: today"


def test_what_is_in_public_on_a_consent_that_was_withdrawn_is_on_top(diana: Person) -> None:
    event = fair(diana)
    given = consented(diana, contact())
    use(diana, event, public=True)
    assert part("marketing", "down") == ()
    withdraw_public_consent(by=diana, now=NOW, customer=CODE, number=given.pk, on=TODAY)
    [one] = part("marketing", "down")
    assert one.what.say("en") == "its logo · Pared del stand · IFLS 2026"  # type: ignore[union-attr]
    assert one.tone(TODAY + timedelta(days=1)) == "late"
