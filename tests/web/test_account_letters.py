"""The account says what its customer was told: sent, printed or neither, and whether somebody there received it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clave.actions.announcements import Draft, acknowledge_by_hand, announce
from clave.store.models import Announcement, Mail, Person, SelectionRun
from clave.store.models.mail import FAILED, SENT
from tests.web import made
from tests.web.conftest import As
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run
from tests.web.knowing import owned, person, step

CODE = made.code(1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def director(run: SelectionRun) -> Person:
    return person("director", "Diana")


@pytest.fixture
def account(director: Person) -> str:
    """Decided, with its KAM."""
    code = step(director, 1, "decided")
    owned(code, person("kam", "Rosa"))
    return code


def told(director: Person, channel: str = "mail") -> Announcement:
    draft = Draft("Rosalba Cárdenas", "rosalba@sabana.example" if channel == "mail" else "", channel=channel)
    return announce(by=director, now=timezone.now(), customer=CODE, draft=draft)


def entered(person: Person) -> Client:
    """They, signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def seen(client: Client, route: str = "account_status") -> str:
    return client.get(reverse(route, args=[CODE])).content.decode()


def test_of_one_that_was_decided_it_says_that_the_customer_does_not_know_and_leads_to_the_letter(
    account: str, director: Person
) -> None:
    for route in ("account", "account_status"):
        text = seen(entered(director), route)
        assert "El cliente todavía no lo sabe" in text
        assert reverse("announcement", args=[CODE]) in text


def test_by_mail_it_says_how_the_mail_is_doing_and_whether_they_received_it(account: str, director: Person) -> None:
    kept = told(director)
    reader = entered(director)
    for state, words in (
        ("waiting", "En la bandeja de salida"),
        (SENT, "Enviada por correo"),
        (FAILED, "El correo no salió"),
    ):
        Mail.objects.filter(pk=kept.mail_id).update(state=state, sealed="")
        for route in ("account", "account_status"):
            text = seen(reader, route)
            assert words in text
            assert "Sin acuse todavía" in text
            assert reverse("announcement", args=[CODE]) in text
            assert "Rosalba Cárdenas" in text


def test_on_paper_and_received(account: str, director: Person) -> None:
    kept, reader = told(director, "paper"), entered(director)
    assert "Impresa en papel" in seen(reader)
    acknowledge_by_hand(
        by=director, now=timezone.now(), announcement=kept, on=timezone.localdate(), name="Rosalba", noticed="yes"
    )
    for route in ("account", "account_status"):
        text = seen(reader, route)
        assert "La recibieron" in text
        assert "Impresa en papel" in text


def test_every_letter_it_ever_got_is_there_the_newest_first(account: str, director: Person) -> None:
    first = told(director, "paper")
    Announcement.objects.filter(pk=first.pk).update(announced_on=timezone.localdate() - timedelta(days=400))
    second = Announcement.objects.get(pk=first.pk)
    second.pk, second.token_hash, second.addressee = None, "other", "Nora Prieto"
    second.announced_on = timezone.localdate()
    second.save()
    text = seen(entered(director))
    assert text.index("Nora Prieto") < text.index("Rosalba Cárdenas")


def test_who_may_not_open_the_announcements_reads_how_it_stands_without_a_link(
    signed_in: As, account: str, director: Person
) -> None:
    told(director, "paper")
    text = seen(signed_in("credit"))
    assert "Impresa en papel" in text
    assert reverse("announcement", args=[CODE]) not in text


def test_an_account_that_nobody_decided_says_nothing_of_letters(director: Person) -> None:
    text = seen(entered(director), "account")
    assert "Carta al cliente" not in text
