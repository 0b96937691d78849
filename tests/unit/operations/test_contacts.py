"""What may stand about a person of a customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clave.base.errors import ClaveError
from clave.operations.contacts import ContactSaid, birthday_in, checked_contact

ROSALBA = ContactSaid("Rosalba Cárdenas", email="rosalba@sabana.co", phone="300 123 4567")


def test_it_is_kept_tidy() -> None:
    kept = checked_contact(replace(ROSALBA, name="  Rosalba   Cárdenas ", position=" Compras "), "CO")
    assert (kept.name, kept.position, kept.phone) == ("Rosalba Cárdenas", "Compras", "+57 300 1234567")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(ROSALBA, name="  "), "name"),
        (replace(ROSALBA, email="rosalba"), "email"),
        (replace(ROSALBA, email="rosalba@sabana"), "email"),
        (replace(ROSALBA, email="a b@sabana.co"), "email"),
        (replace(ROSALBA, phone="extensión de compras"), "phone"),
        (replace(ROSALBA, phone="12"), "phone"),
        (replace(ROSALBA, birth_day=31, birth_month=4), "birth_day"),
        (replace(ROSALBA, birth_day=0, birth_month=4), "birth_day"),
        (replace(ROSALBA, birth_day=3), "birth_month"),
        (replace(ROSALBA, birth_month=3), "birth_day"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(said: ContactSaid, field: str) -> None:
    with pytest.raises(ClaveError) as refusal:
        checked_contact(said, "CO")
    assert refusal.value.where == field
    assert refusal.value.remedy


def test_nothing_but_a_name_is_asked() -> None:
    assert checked_contact(ContactSaid("Jairo"), "CO") == ContactSaid("Jairo")


@pytest.mark.parametrize(("year", "day"), [(2024, date(2024, 2, 29)), (2026, date(2026, 2, 28))])
def test_who_was_born_on_a_leap_day_has_a_birthday_every_year(year: int, day: date) -> None:
    assert checked_contact(replace(ROSALBA, birth_day=29, birth_month=2), "CO").birth_day == 29
    assert birthday_in(year, 29, 2) == day
