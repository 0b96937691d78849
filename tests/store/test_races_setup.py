"""Two people, one set-up link; two starts, one company. Each race has a twin without its lock, which loses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest

from clave.actions.company import found_company
from clave.actions.people import LINK_LIFE, choose_preferences, create_first_administrator, hashed, is_open, offer_setup
from clave.store.models import Company, Person, SetupLink
from clave.store.roles import ADMINISTRATOR
from tests.store.conftest import Without
from tests.store.races import ROUNDS, at_once, meeting, refused

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
NUMBERS = count(1)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quick_hash")]


def use(token: str) -> Callable[[], Person]:
    """Somebody new who uses the link."""
    email = f"persona{next(NUMBERS)}@clave.example"
    return partial(
        create_first_administrator, token=token, name="Ana", email=email, password="una frase larga", now=NOW
    )


def found(name: str) -> Callable[[], Company]:
    """A start that founds the company."""
    return partial(found_company, name=name, currency="COP", demonstration=True, now=NOW)


def test_one_link_used_by_two_makes_one_administrator() -> None:
    for _ in range(ROUNDS):
        token = offer_setup(now=NOW)
        outcomes = at_once(use(token), use(token))
        assert refused(outcomes) == 1
        assert [person.role for person in Person.objects.all()] == [ADMINISTRATOR.key]
        assert not is_open(token, NOW)
        Person.objects.all().delete()


def test_its_twin_that_looks_first_and_claims_later_makes_two() -> None:
    for _ in range(ROUNDS):
        token, both_looked = offer_setup(now=NOW), meeting(2)

        def look_and_make(token: str = token, both_looked: Callable[[], object] = both_looked) -> Person:
            assert is_open(token, NOW)
            assert not Person.objects.exists()
            both_looked()
            email = f"persona{next(NUMBERS)}@clave.example"
            return Person.objects.create_person(
                email=email, name="Ana", role=ADMINISTRATOR.key, password=None, created_at=NOW
            )

        at_once(look_and_make, look_and_make)
        assert Person.objects.count() == 2
        Person.objects.all().delete()


def test_links_offered_and_used_in_one_moment_make_one_administrator() -> None:
    for _ in range(ROUNDS):
        first = offer_setup(now=NOW)
        _, second, third = at_once(use(first), partial(offer_setup, now=NOW), partial(offer_setup, now=NOW))
        assert SetupLink.objects.count() == 1
        assert sum(is_open(token, NOW) for token in (first, second, third)) == 1
        at_once(use(first), use(second), use(third))
        assert Person.objects.count() == 1
        Person.objects.all().delete()
        SetupLink.objects.all().delete()


def test_its_twin_that_keeps_a_row_per_link_leaves_two_open(without_constraints: Without) -> None:
    with without_constraints(SetupLink):
        for _ in range(ROUNDS):
            both_closed = meeting(2)

            def offer(token: str, both_closed: Callable[[], object] = both_closed) -> str:
                SetupLink.objects.filter(used_at=None).update(expires_at=NOW)
                both_closed()
                SetupLink.objects.create(token_hash=hashed(token), created_at=NOW, expires_at=NOW + LINK_LIFE)
                return token

            tokens = at_once(partial(offer, "one"), partial(offer, "two"))
            assert [is_open(token, NOW) for token in tokens] == [True, True]
            SetupLink.objects.all().delete()


def test_two_starts_found_one_company() -> None:
    for _ in range(ROUNDS):
        outcomes = at_once(found("Farallones"), found("Pance"))
        company = Company.objects.get()
        (kept,) = [outcome for outcome in outcomes if isinstance(outcome, Company)]
        (turned_away,) = [outcome.say("es") for outcome in outcomes if not isinstance(outcome, Company)]
        assert company.name == kept.name
        assert f"ya es de {company.name}" in turned_away
        company.delete()


def test_its_twin_without_the_constraint_founds_two(without_constraints: Without) -> None:
    with without_constraints(Company):
        for _ in range(ROUNDS):
            both_looked = meeting(2)

            def look_and_found(name: str, both_looked: Callable[[], object] = both_looked) -> Company:
                assert not Company.objects.exists()
                both_looked()
                return Company.objects.create(name=name, currency="COP", created_at=NOW)

            at_once(partial(look_and_found, "Farallones"), partial(look_and_found, "Pance"))
            assert Company.objects.count() == 2
            Company.objects.all().delete()


def person() -> Person:
    """Somebody who chose nothing yet."""
    return Person.objects.create_person(
        email="ana@clave.example", name="Ana", role="kam", password=None, created_at=NOW
    )


def test_language_and_theme_chosen_in_one_moment_are_both_kept() -> None:
    who = person()
    for _ in range(ROUNDS):
        Person.objects.update(language="", theme="")
        here, there = Person.objects.get(), Person.objects.get()
        at_once(
            partial(choose_preferences, by=here, language="en", now=NOW),
            partial(choose_preferences, by=there, theme="dark", now=NOW),
        )
        who.refresh_from_db()
        assert (who.language, who.theme) == ("en", "dark")


def test_its_twin_that_saves_the_whole_person_loses_one() -> None:
    who = person()
    for _ in range(ROUNDS):
        Person.objects.update(language="", theme="")
        here, there = Person.objects.get(), Person.objects.get()
        here.language, there.theme = "en", "dark"
        at_once(here.save, there.save)
        who.refresh_from_db()
        assert (who.language, who.theme) in {("en", ""), ("", "dark")}


def test_a_link_is_too_old_to_the_second() -> None:
    token = offer_setup(now=NOW - LINK_LIFE)
    assert not is_open(token, NOW)
    assert is_open(token, NOW - timedelta(seconds=1))
