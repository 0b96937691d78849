"""When a customer's name, logo, words or pictures may be used in public, and when they must come down. (C7)"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.operations.consent import Consent, allowed
from clave.operations.events import (
    ConsentSaid,
    EventSaid,
    UseSaid,
    checked_consent,
    checked_event,
    checked_use,
    stands,
)
from clave.operations.public_use import USED, Granted, Use, may_use, must_come_down

TODAY = date(2026, 11, 20)
FAIR = 5
LOGO = Granted(1, date(2026, 1, 10), frozenset({"name", "logo"}), until=date(2026, 12, 31))
STAND = Use("logo", FAIR, date(2026, 10, 1), date(2026, 12, 15))


def why(use: Use, *granted: Granted) -> str:
    return may_use(use, granted, "Calzado Uno").because.say("en")


def test_a_consent_that_covers_what_is_used_and_its_days_lets_it_be() -> None:
    found = may_use(STAND, [LOGO], "Calzado Uno")
    assert (found.allowed, found.consent) == (True, 1)
    assert found.because.say("en") == "consented on 10 Jan 2026"


@pytest.mark.parametrize(
    ("use", "granted", "said"),
    [
        (STAND, [], "Calzado Uno has not consented to be used in public"),
        (replace(STAND, what="video"), [LOGO], "the consent of 10 Jan 2026 covers its name, its logo; video is not in it"),
        (STAND, [replace(LOGO, event=6)], "the consent of 10 Jan 2026 is for another event alone"),
        (STAND, [replace(LOGO, on=date(2026, 10, 2))], "the consent begins on 2 Oct 2026, after the first day of the use"),
        (replace(STAND, ends_on=None), [LOGO], "the consent ends on 31 Dec 2026, and the use has no last day"),
        (replace(STAND, ends_on=date(2027, 1, 1)), [LOGO], "the consent ends on 31 Dec 2026, before the last day of the use"),
        (STAND, [replace(LOGO, withdrawn=date(2026, 11, 1))], "the consent was withdrawn on 1 Nov 2026"),
    ],
)  # fmt: skip
def test_what_is_not_covered_is_refused_with_the_reason(use: Use, granted: list[Granted], said: str) -> None:
    assert why(use, *granted) == said


def test_the_reason_is_that_of_the_consent_that_came_nearest() -> None:
    assert why(replace(STAND, ends_on=None), replace(LOGO, event=6, number=2), LOGO).startswith("the consent ends on")


def test_a_consent_for_this_event_alone_covers_it() -> None:
    assert may_use(STAND, [replace(LOGO, event=FAIR)], "Calzado Uno").allowed


def test_who_is_shown_must_have_said_yes_themselves_even_where_the_customer_did() -> None:
    photo, all_ = replace(STAND, what="photo"), replace(LOGO, covers=frozenset(USED))
    said = [Consent("public", True, date(2026, 2, 1))]
    for words, may in (([], False), (said, True), ([*said, Consent("public", False, date(2026, 9, 1))], False)):
        assert may_use(replace(photo, person=allowed("public", words, TODAY)), [all_], "C").allowed is may
    assert "has not said yes to being public: nobody has asked them yet" in why(
        replace(photo, person=allowed("public", [], TODAY)), all_
    )


def test_what_is_in_public_comes_down_when_its_consent_is_withdrawn_ends_or_its_time_is_over() -> None:
    def down(use: Use, one: Granted, on: date, state: str = "published") -> str:
        found = must_come_down(use, state, [one], "C", on)
        return found.say("en") if found else ""

    withdrawn = replace(LOGO, withdrawn=date(2026, 11, 20))
    assert down(STAND, LOGO, TODAY) == ""
    assert down(STAND, withdrawn, TODAY - timedelta(days=1)) == "", "the day before it was withdrawn it was covered"
    assert down(STAND, withdrawn, TODAY) == "the consent was withdrawn on 20 Nov 2026"
    assert down(STAND, LOGO, date(2026, 12, 16)) == "it was to be seen until 15 Dec 2026"
    assert down(STAND, withdrawn, TODAY, "down") == "", "what is down needs nobody"
    assert down(replace(STAND, ends_on=None), replace(LOGO, until=TODAY - timedelta(days=1)), TODAY).startswith(
        "the consent ends on 19 Nov 2026"
    )


DAYS = st.integers(0, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
GRANTED = st.builds(
    Granted, st.integers(1, 9), DAYS, st.frozensets(st.sampled_from(sorted(USED)), min_size=1), st.none() | DAYS,
    st.none() | st.integers(1, 3), st.none() | DAYS,
)  # fmt: skip
USES = st.tuples(st.sampled_from(sorted(USED)), st.integers(1, 3), DAYS, st.integers(0, 60)).map(
    lambda each: Use(each[0], each[1], each[2], each[2] + timedelta(days=each[3]))
)


def covered_on(one: Granted, use: Use, day: date) -> bool:
    """Written anew, day by day, without a look at the decider."""
    stood = one.on <= day and (one.until is None or day <= one.until) and (one.withdrawn is None or day < one.withdrawn)
    return stood and use.what in one.covers and one.event in (None, use.event)


@given(USES, st.lists(GRANTED, max_size=5))
def test_never_a_use_without_one_consent_that_covers_each_of_its_days(use: Use, granted: list[Granted]) -> None:
    assert use.ends_on is not None
    days = [use.starts_on + timedelta(days=at) for at in range((use.ends_on - use.starts_on).days + 1)]
    expected = any(all(covered_on(one, use, day) for day in days) for one in granted)
    assert may_use(use, granted, "C").allowed is expected


@given(USES, st.lists(GRANTED, max_size=4), GRANTED)
def test_another_consent_never_takes_a_permission_away(use: Use, granted: list[Granted], more: Granted) -> None:
    if may_use(use, granted, "C").allowed:
        assert may_use(use, [*granted, more], "C").allowed


@given(USES, st.lists(GRANTED, max_size=5), DAYS)
def test_after_all_is_withdrawn_nothing_may_be_published_and_all_that_is_comes_down(
    use: Use, granted: list[Granted], day: date
) -> None:
    none = [replace(one, withdrawn=min(day, one.withdrawn or day)) for one in granted]
    later = replace(use, starts_on=max(use.starts_on, day), ends_on=max(use.starts_on, day) + timedelta(days=3))
    assert not may_use(later, none, "C").allowed
    assert must_come_down(later, "published", none, "C", later.starts_on) is not None


EVENT = EventSaid("fair", "IFLS 2026", date(2026, 10, 1), date(2026, 10, 3), "Corferias", Decimal(9_000_000))
YES = ConsentSaid(7, date(2026, 1, 10), ("logo", "name"), "Nuestro stand de la feria", "Correo del 10 de enero")


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"kind": "x"}, "kind"), ({"title": ""}, "title"), ({"ends_on": date(2026, 9, 1)}, "ends_on"),
        ({"ends_on": date(2046, 9, 1)}, "ends_on"), ({"cost": Decimal(-1)}, "cost"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_says_which_field(given_: dict[str, object], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_event(replace(EVENT, **given_))
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"), ({"covers": ()}, "covers"), ({"covers": ("soul",)}, "covers"),
        ({"until": date(2026, 1, 9)}, "until"), ({"purpose": " "}, "purpose"), ({"evidence": ""}, "evidence"),
    ],
)  # fmt: skip
def test_a_consent_is_a_word_given_for_something_that_can_be_shown(given_: dict[str, object], where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_consent(replace(YES, **given_), TODAY)
    assert refused.value.where == where


def test_a_consent_keeps_what_it_covers_in_one_order() -> None:
    assert checked_consent(YES, TODAY).covers == ("name", "logo")


@pytest.mark.parametrize(
    ("use", "where"),
    [
        (UseSaid("soul", "Stand", TODAY), "what"), (UseSaid("logo", " ", TODAY), "where"),
        (UseSaid("logo", "Stand", TODAY, TODAY - timedelta(days=1)), "ends_on"),
    ],
)  # fmt: skip
def test_a_use_says_what_where_and_until_when(use: UseSaid, where: str) -> None:
    with pytest.raises(ClaveError) as refused:
        checked_use(use)
    assert refused.value.where == where


def test_an_event_is_to_come_under_way_or_over_by_its_days() -> None:
    first, last = EVENT.starts_on, EVENT.ends_on
    asked = (first - timedelta(days=1), first, last, last + timedelta(days=1))
    assert [stands(first, last, day) for day in asked] == ["coming", "on", "on", "over"]
