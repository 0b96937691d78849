"""What administrators do about people: invite, let in, give roles, take access away and give it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from clave.actions.company import found_company, rename_company
from clave.actions.entry import LIVES, enter_by_link, invite_person, offer_link, open_link, withdraw_invitation
from clave.actions.members import change_role, deactivate, end_sessions, reactivate, reset_second_factor
from clave.base.errors import ClaveError
from clave.store.audit import verify
from clave.store.models import INVITATION, PASSWORD, AuditEvent, EntryLink, Person
from clave.store.people import Wanted, counted_states, names, people

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hash")]


@pytest.fixture
def admin() -> Person:
    """The only administrator."""
    return made("Andrea", "administrator")


def made(name: str, role: str = "kam") -> Person:
    """Somebody who has come in long ago."""
    email = f"{name.lower().replace(' ', '.')}@clave.example"
    return Person.objects.create_person(
        email=email, name=name, role=role, password="una frase larga", created_at=NOW, language="es"
    )


def invited(by: Person, email: str = "beto@clave.example", role: str = "kam") -> tuple[Person, str]:
    """Somebody invited now."""
    return invite_person(by=by, now=NOW, name="Beto", email=email, role=role, language="es")


def done() -> list[tuple[str, str, str]]:
    """The log, oldest first."""
    return list(AuditEvent.objects.order_by("number").values_list("by", "what", "about"))


def refused(act: Callable[[], object]) -> str:
    """The sentence with which it is turned away."""
    with pytest.raises(ClaveError) as refusal:
        act()
    return refusal.value.say("en")


def test_an_invited_person_comes_in_once_with_a_password_of_their_own(admin: Person) -> None:
    person, token = invited(admin)
    assert not person.has_usable_password()
    link = open_link(token, LATER)
    assert link is not None
    assert (link.person, link.by, link.kind) == (person, admin, INVITATION)
    assert token not in str(list(EntryLink.objects.values()))
    entered = enter_by_link(token=token, password="otra frase larga", name="Alberto", now=LATER)
    assert entered.check_password("otra frase larga")
    assert Person.objects.get(pk=person.pk).name == "Alberto"
    assert open_link(token, LATER) is None
    again = refused(lambda: enter_by_link(token=token, password="robada robada", now=LATER))
    assert again.startswith("this link is no longer good. Ask your administrator")
    me, them = f"person:{admin.pk}", f"person:{person.pk}"
    assert done() == [(me, "person.invited", them), (them, "person.joined", them)]
    assert verify().broken is None


@pytest.mark.parametrize("kind", [INVITATION, PASSWORD])
def test_a_link_is_too_old_to_the_second(admin: Person, kind: str) -> None:
    person, token = invited(admin)
    if kind == PASSWORD:
        enter_by_link(token=token, password="otra frase larga", now=NOW)
        token = offer_link(by=admin, now=NOW, person=person)
    end = NOW + LIVES[kind]
    assert open_link(token, end - timedelta(seconds=1)) is not None
    assert open_link(token, end) is None
    assert "no longer good" in refused(lambda: enter_by_link(token=token, password="x" * 12, now=end))


def test_the_same_e_mail_in_any_case_is_refused_and_says_what_to_do(admin: Person) -> None:
    _person, _token = invited(admin)
    assert refused(lambda: invited(admin, "BETO@Clave.example")) == (
        "Beto already has this e-mail. For another link, open their page."
    )
    gone = made("Carla")
    deactivate(by=admin, now=NOW, person=gone)
    assert "Reactivate them" in refused(lambda: invited(admin, "Carla@clave.EXAMPLE"))
    assert Person.objects.count() == 3


def test_a_newer_link_ends_the_older_and_stays_an_invitation_until_it_is_used(admin: Person) -> None:
    person, first = invited(admin)
    second = offer_link(by=admin, now=NOW, person=person)
    assert open_link(first, LATER) is None
    link = open_link(second, LATER)
    assert link is not None
    assert link.kind == INVITATION
    enter_by_link(token=second, password="otra frase larga", now=LATER)
    third = open_link(offer_link(by=admin, now=LATER, person=person), LATER)
    assert third is not None
    assert third.kind == PASSWORD


def test_a_new_password_by_link_ends_every_session(admin: Person) -> None:
    person = made("Beto")
    before = person.get_session_auth_hash()
    UserSession.objects.create(user=person, ip="127.0.0.1", user_agent="x", session_key="k")
    token = offer_link(by=admin, now=NOW, person=person)
    assert person.check_password("una frase larga"), "until it is used the old one goes on"
    after = enter_by_link(token=token, password="otra frase larga", now=LATER)
    assert after.get_session_auth_hash() != before
    assert not UserSession.objects.exists()
    assert done()[-1][1] == "person.password_chosen"


def test_an_invitation_can_be_taken_back_until_it_is_used(admin: Person) -> None:
    person, token = invited(admin)
    withdraw_invitation(by=admin, now=NOW, person=person)
    assert open_link(token, NOW) is None
    assert not Person.objects.filter(pk=person.pk).exists()
    assert names({person.pk}) == {}
    other, other_token = invited(admin)
    enter_by_link(token=other_token, password="otra frase larga", now=NOW)
    assert "has already come in. Deactivate them" in refused(
        lambda: withdraw_invitation(by=admin, now=NOW, person=other)
    )
    assert Person.objects.filter(pk=other.pk).exists()
    assert verify().broken is None


def test_the_last_administrator_stays_one(admin: Person) -> None:
    kam = made("Benito")
    assert refused(lambda: change_role(by=admin, now=NOW, person=admin, role="kam")) == (
        "Andrea is the only administrator who can sign in. Make somebody else administrator first; nothing was changed."
    )
    assert "may not do this" in refused(lambda: deactivate(by=kam, now=NOW, person=admin))
    assert "nobody deactivates themselves" in refused(lambda: deactivate(by=admin, now=NOW, person=admin))
    invited(admin, role="administrator")
    assert "only administrator" in refused(lambda: change_role(by=admin, now=NOW, person=admin, role="kam")), (
        "an invitation nobody answered administers nothing"
    )
    change_role(by=admin, now=NOW, person=kam, role="administrator")
    kam.refresh_from_db()
    assert change_role(by=admin, now=NOW, person=admin, role="kam").role == "kam"
    assert change_role(by=kam, now=NOW, person=admin, role="credit").role == "credit"


def test_the_same_role_again_changes_and_records_nothing(admin: Person) -> None:
    kam = made("Beto")
    change_role(by=admin, now=NOW, person=kam, role="kam")
    assert done() == []
    change_role(by=admin, now=NOW, person=kam, role="credit")
    assert [what for _by, what, _about in done()] == ["person.role_changed"]


def test_deactivating_ends_sessions_and_links_and_reactivating_gives_back_the_rest(admin: Person) -> None:
    kam = made("Beto")
    token = offer_link(by=admin, now=NOW, person=kam)
    before = kam.get_session_auth_hash()
    deactivate(by=admin, now=NOW, person=kam)
    deactivate(by=admin, now=NOW, person=kam)
    assert open_link(token, NOW) is None
    assert "no longer good" in refused(lambda: enter_by_link(token=token, password="x" * 12, now=NOW))
    assert "would not let them in" in refused(lambda: offer_link(by=admin, now=NOW, person=kam))
    back = reactivate(by=admin, now=NOW, person=kam)
    reactivate(by=admin, now=NOW, person=kam)
    assert back.is_active
    assert back.check_password("una frase larga")
    assert back.get_session_auth_hash() != before
    assert open_link(token, NOW) is None, "a link of before does not live again"
    assert [what for _by, what, _about in done()] == [
        "person.link_offered",
        "person.deactivated",
        "person.reactivated",
    ]


def test_somebody_invited_and_deactivated_cannot_come_in(admin: Person) -> None:
    person, token = invited(admin)
    deactivate(by=admin, now=NOW, person=person)
    assert "no longer good" in refused(lambda: enter_by_link(token=token, password="x" * 12, now=NOW))
    reactivate(by=admin, now=NOW, person=person)
    assert enter_by_link(token=token, password="otra frase larga", now=NOW) == person


def test_ending_sessions_needs_no_new_password(admin: Person) -> None:
    kam = made("Beto")
    rounds = [kam.get_session_auth_hash()]
    for _ in range(2):
        end_sessions(by=admin, now=NOW, person=kam)
        kam.refresh_from_db()
        rounds.append(kam.get_session_auth_hash())
    assert len(set(rounds)) == 3
    assert kam.check_password("una frase larga")


def test_the_second_factor_is_taken_off_once(admin: Person) -> None:
    kam = made("Beto")
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=kam, type=kind, data={})
    reset_second_factor(by=admin, now=NOW, person=kam)
    reset_second_factor(by=admin, now=NOW, person=kam)
    assert not Authenticator.objects.exists()
    assert [what for _by, what, _about in done()] == ["person.second_factor_reset"]


def test_the_company_gets_another_name_once(admin: Person) -> None:
    found_company(name="Farallones", currency="COP", demonstration=False, now=NOW)
    for _ in range(2):
        assert rename_company(by=admin, now=NOW, name="Pance").name == "Pance"
    assert [what for _by, what, _about in done()] == ["company.founded", "company.renamed"]


def test_the_list_says_of_each_what_an_administrator_needs(admin: Person) -> None:
    waiting, _token = invited(admin)
    gone, signed = made("Carla"), made("Diana", "director")
    deactivate(by=admin, now=NOW, person=gone)
    Authenticator.objects.create(user=signed, type="totp", data={})
    for key, ends in (("live", LATER), ("over", NOW - timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(user=signed, ip="127.0.0.1", user_agent="x", session_key=key)
    told = {one.name: (one.state, one.second_factor, one.sessions) for one in people(Wanted(), NOW)}
    assert told == {
        "Andrea": ("active", False, 0),
        "Beto": ("invited", False, 0),
        "Carla": ("deactivated", False, 0),
        "Diana": ("active", True, 1),
    }
    assert people(Wanted(state="invited"), NOW).get().link_ends == NOW + LIVES[INVITATION]
    assert counted_states() == {"active": 2, "invited": 1, "deactivated": 1}
    assert waiting.pk in names()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["Álvaro", "Andrea", "Óscar Peña", "Zoe"]),
        (Wanted(order="-name"), ["Zoe", "Óscar Peña", "Andrea", "Álvaro"]),
        (Wanted(text="oscar"), ["Óscar Peña"]),
        (Wanted(text="PENA"), ["Óscar Peña"]),
        (Wanted(text="zoe@clave"), ["Zoe"]),
        (Wanted(role="kam"), ["Álvaro", "Zoe"]),
        (Wanted(order="role"), ["Andrea", "Álvaro", "Zoe", "Óscar Peña"]),
        (Wanted(order="-last_login"), ["Zoe", "Álvaro", "Andrea", "Óscar Peña"]),
        (Wanted(order="password"), ["Álvaro", "Andrea", "Óscar Peña", "Zoe"]),
        (Wanted(text="%"), []),
    ],
)
def test_names_are_found_and_ordered_as_in_a_telephone_book(admin: Person, wanted: Wanted, found: list[str]) -> None:
    for name, role in (("Zoe", "kam"), ("Óscar Peña", "lab"), ("Álvaro", "kam")):
        made(name, role)
    Person.objects.filter(name="Zoe").update(last_login=NOW)
    assert [one.name for one in people(wanted, NOW)] == found
