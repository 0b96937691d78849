"""Lo que se anota del cobro, el manual: what may be noted, in which words it is refused, and money by age.

docs/how-to/cobrar-en-persona.md tells it to those who use it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clave.base.errors import ClaveError
from clave.policy.reading import default
from clave.privileges.collection.bands import bands, place_of
from clave.privileges.collection.debts import Debt
from clave.privileges.collection.hours import Contact
from clave.privileges.collection.promises import Promise
from clave.privileges.collection.records import (
    Days,
    checked_close,
    checked_contact,
    checked_error,
    checked_promise,
    checked_route,
    checked_wish,
)
from clave.privileges.collection.routes import Route
from clave.privileges.collection.wishes import Wish

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
DAY = timedelta(days=1)
OUTSIDE = "Outside the hours in which people may be asked to pay: from 17 Nov 2026 07:00 on."  # Monday 16 is a holiday
LIMITS = default().at(TODAY)
PAGE = Path(__file__).parents[2] / "docs/how-to/cobrar-en-persona.md"


def refused(call: Callable[[], object]) -> tuple[str, str]:
    """The field and the sentence with which something is refused."""
    with pytest.raises(ClaveError) as caught:
        call()
    return caught.value.where, caught.value.what.say("en").replace("\u00a0", " ")


def debt(document: str, late: int, amount: int = 1_000, currency: str = "COP") -> Debt:
    return Debt(document, "C1", TODAY - late * DAY, Decimal(amount), currency=currency)


# money by age


@pytest.mark.parametrize(
    ("late", "place"), [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)]
)
def test_the_band_of_each_day(late: int, place: int) -> None:
    """Sin vencer; 1 a 30; 31 a 60; 61 a 90; más de 90."""
    assert place_of(late, 30) == place


def test_bands_by_currency() -> None:
    """Las monedas no se suman, y un tramo vacío es cero, no falta."""
    found = bands([debt("A", 5), debt("B", 35, 300), debt("C", -2, 50), debt("D", 95, 7, "USD")], TODAY, 30)
    assert [(band.label.say("en"), str(band.money), band.count) for band in found["COP"]] == [
        ("Not due yet", "50", 1), ("1 to 30 days", "1000", 1), ("31 to 60 days", "300", 1), ("61 to 90 days", "0", 0),
        ("More than 90 days", "0", 0),
    ]  # fmt: skip
    assert str(found["USD"][4].money) == "7"


@given(
    st.lists(st.tuples(st.integers(-40, 400), st.integers(1, 10**6), st.sampled_from(["COP", "USD"])), max_size=20),
    st.integers(1, 90),
)
def test_every_debt_is_in_one_band(made: list[tuple[int, int, str]], width: int) -> None:
    """Todo lo abierto está en un tramo, una sola vez."""
    owed = [debt(f"F{at}", *each) for at, each in enumerate(made)]
    found = bands(owed, TODAY, width)
    for currency in ("COP", "USD"):
        total = sum(one.balance for one in owed if one.currency == currency)
        assert sum((band.money for band in found.get(currency, ())), Decimal(0)) == total
    assert sum(band.count for each in found.values() for band in each) == len(owed)


# how an account wants its invoice, and who asks it


@pytest.mark.parametrize(
    ("wish", "where", "sentence"),
    [
        (Wish("C1", channel="portal"), "portal", "an invoice for a portal needs its address."),
        (Wish("C1", channel="portal", portal="http://c1.co"), "portal", "an invoice for a portal needs its address."),
        (Wish("C1", "facturas"), "recipient", "«facturas» is no e-mail address."),
        (Wish("C1", cut_off=0), "cut_off", "a month has no day 0."),
        (Wish("C1", cut_off=32), "cut_off", "a month has no day 32."),
    ],
)
def test_a_wish_that_contradicts_itself(wish: Wish, where: str, sentence: str) -> None:
    assert refused(lambda: checked_wish(wish, Days(TODAY))) == (where, sentence)


def test_a_wish_is_tidied_up() -> None:
    assert checked_wish(Wish("C1", " a@b.co "), Days(TODAY)).recipient == "a@b.co"
    assert checked_wish(Wish("C1", "Portería", "paper"), Days(TODAY)).recipient == "Portería"


@pytest.mark.parametrize(("field", "value"), [("before", -1), ("first", -1), ("first", 400), ("again", 0)])
def test_a_route_with_days_that_make_no_sense(field: str, value: int) -> None:
    where, sentence = refused(lambda: checked_route(replace(Route("C1"), **{field: value}), Days(TODAY)))
    assert where == field
    assert "makes no sense here" in sentence


def test_a_chosen_route_never_sends_letters_by_itself() -> None:
    found = checked_route(Route("C1", automatic=True), Days(TODAY, TODAY))
    assert (found.automatic, found.chosen) == (False, True)
    assert refused(lambda: checked_route(Route("C1"), Days(TODAY, TODAY - DAY)))[0] == "until"


# contacts

CALL = Contact("C1", NOW, "call")


def noted(contact: Contact = CALL, *, person: bool = True, others: tuple[Contact, ...] = ()) -> None:
    checked_contact(contact, person, others, NOW, LIMITS)


def test_the_second_call_of_the_day_is_refused_with_when_it_may_be() -> None:
    where, sentence = refused(lambda: noted(others=(Contact("C1", NOW - DAY / 12, "call"),)))
    assert where == "moment"
    assert sentence == "They were contacted today, and the law allows one a day: from 19 Nov 2026 07:00 on."
    assert "desde el 19 nov 2026\n07:00" in PAGE.read_text("utf-8")


def test_of_a_company_what_there_was_is_noted() -> None:
    sunday = replace(CALL, at=NOW - 3 * DAY)
    noted(sunday, person=False)
    assert refused(lambda: noted(sunday))[1] == OUTSIDE


def test_another_customer_does_not_count() -> None:
    noted(others=(Contact("C2", NOW, "mail"),))


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (-2, False), (-3, True), (1, False), (4, False), (5, True)])
def test_another_channel_of_the_same_week_counts_whichever_was_noted_first(days: int, allowed: bool) -> None:
    """Lunes 16 a domingo 22: otro canal, antes o después, impide el contacto del miércoles 18."""
    other = Contact("C1", NOW + days * DAY, "mail")
    if allowed:
        noted(others=(other,))
    else:
        assert "another channel this week" in refused(lambda: noted(others=(other,)))[1]


@pytest.mark.parametrize(("at", "sentence"), [(NOW + DAY, "still to come"), (NOW - 400 * DAY, "more than a year ago")])
def test_a_contact_to_come_or_too_long_ago(at: datetime, sentence: str) -> None:
    assert sentence in refused(lambda: noted(replace(CALL, at=at), person=False))[1]


# promises, errors, closing


def test_a_promise_takes_the_currency_of_its_invoices() -> None:
    promise = Promise("C1", ("A",), Decimal(10), TODAY, TODAY)
    assert checked_promise(promise, "Ana", [debt("A", 5, currency="USD")], TODAY).currency == "USD"
    two = [debt("A", 5), debt("B", 5, currency="USD")]
    assert refused(lambda: checked_promise(replace(promise, documents=("A", "B")), "Ana", two, TODAY)) == (
        "documents", "the invoices are in several currencies.",
    )  # fmt: skip


def test_of_several_instalments_of_one_invoice_the_whole_may_be_promised() -> None:
    parts = [debt("A", 5, 600), debt("A", -25, 400)]
    assert checked_promise(Promise("C1", ("A",), Decimal(1_000), TODAY, TODAY), "Ana", parts, TODAY).amount == 1_000


def test_an_error_may_be_of_an_invoice_that_is_too_new_for_the_receivables() -> None:
    assert checked_error(" FE-9 ", "Sin orden", TODAY, TODAY + DAY, TODAY) == "FE-9"
    assert refused(lambda: checked_error("FE-9", "Sin orden", TODAY, TODAY - DAY, TODAY))[0] == "until"


def test_closing_says_how_it_ended() -> None:
    checked_close(TODAY - DAY, TODAY, "Nota crédito", TODAY)
    assert refused(lambda: checked_close(TODAY, TODAY, " ", TODAY)) == ("outcome", "it ended somehow.")
    assert refused(lambda: checked_close(TODAY, TODAY + DAY, "Ya", TODAY))[0] == "closed_on"
    assert refused(lambda: checked_close(date(2026, 1, 2), date(2026, 1, 1), "Ya", TODAY))[0] == "closed_on"
