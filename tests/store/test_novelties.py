"""Novelties kept: who sees them, votes, approvals by version, closing, telling back; each mail once. (C6)"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from clave.actions.novelties import (
    change_novelty,
    close_due_novelties,
    close_novelty,
    extend_novelty,
    open_novelty,
    remind_novelties,
    remove_novelty,
    reopen_novelty,
    tell_what_changed,
    withdraw_novelty,
)
from clave.actions.voting import approve_novelty, vote_novelty, wish_novelty
from clave.base.errors import ClaveError
from clave.operations.novelties.said import File, VoteSaid
from clave.operations.surveys.said import Choice
from clave.store.audit import verify
from clave.store.models import OWNER, Mail, Novelty, NoveltyAsk, NoveltyVote, Ownership, Person, SpecialService
from clave.store.novelties import ask_of, asked_of, found_of, said_of, told_to, version_of, waiting_for
from tests.store.lives import person
from tests.store.voiced import NORTE, NOW, SUR, TODAY, key, limits, novelty, said, visitor

pytestmark = pytest.mark.django_db
YES = VoteSaid("yes")
PDF = File("ficha.pdf", "application/pdf", b"%PDF-1.7 x")


@pytest.fixture
def laura() -> Person:
    return person("marketing", "Laura")


def mails(template: str) -> list[str]:
    return sorted(Mail.objects.filter(template=template).values_list("to", flat=True))


def test_it_is_shown_to_who_may_vote_in_the_chosen_accounts_and_mailed_to_who_said_yes(laura: Person) -> None:
    key()
    key(SUR, "Suelas del Sur", category="potential")
    visitor(), visitor(name="Pedro Sin", says=None), visitor(name="Nora No", says=False)
    visitor(name="Tito Solo", rights=("orders",)), visitor(SUR, "Saúl Sur")
    kept = novelty(laura, choice=Choice(categories=("volume",)))
    assert sorted(one.contact.name for one in NoveltyAsk.objects.filter(of=kept)) == ["Pedro Sin", "Rosalba Cárdenas"]
    assert mails("novelty") == ["rosalba@c-0100.example"]
    mail = Mail.objects.get(template="novelty")
    assert "Activador UV sin solvente" in mail.subject
    assert f"/portal/novedades/{kept.pk}/" in mail.text
    assert verify().broken is None


def test_nobody_to_show_it_to_is_said_and_nothing_is_sent(laura: Person) -> None:
    key()
    kept = novelty(laura, opened=False)
    with pytest.raises(ClaveError, match="may vote"):
        open_novelty(by=laura, now=NOW, number=kept.pk)
    kept.refresh_from_db()
    assert kept.state == "draft"
    assert not Mail.objects.exists()


def test_the_last_word_of_each_counts_and_a_stranger_has_none(laura: Person) -> None:
    key(), key(SUR, "Suelas del Sur")
    rosalba, saul = visitor(), visitor(SUR, "Saúl Sur")
    kept = novelty(laura, choice=Choice(customers=(NORTE,)))
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=VoteSaid("changes", "Envase de 1 kg"))
    found = found_of(kept)
    assert (found.people.answered, dict(found.answers)) == (1, {"yes": 0, "changes": 1, "no": 0})
    assert [one.words for one in found.changes] == ["Envase de 1 kg"]
    with pytest.raises(ClaveError):
        vote_novelty(visitor=saul, now=NOW, number=kept.pk, version=1, said=YES)
    assert ask_of(saul, kept.pk) is None
    assert not asked_of(saul)


@pytest.mark.parametrize("answer", ["", "maybe", "changes"])
def test_a_vote_says_something(laura: Person, answer: str) -> None:
    key()
    rosalba = visitor()
    kept = novelty(laura)
    with pytest.raises(ClaveError):
        vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=VoteSaid(answer))
    assert not NoveltyVote.objects.exists()


def test_a_changed_version_asks_anew_and_keeps_what_was_said_of_the_one_before(laura: Person) -> None:
    key()
    rosalba = visitor()
    kept = novelty(laura, approval=True, file=PDF)
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)
    approve_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, yes=True)
    new = replace(said_of(kept), words="Seca en 60 segundos.")
    change_novelty(by=laura, now=NOW + timedelta(hours=1), number=kept.pk, novelty=new, seen=None)
    kept.refresh_from_db()
    assert kept.version == 2
    assert [one.of_id for one in waiting_for(rosalba, TODAY)] == [kept.pk]
    version = version_of(kept)
    assert version is not None
    assert version.file_name == "ficha.pdf"
    assert mails("novelty") == ["rosalba@c-0100.example"] * 2
    with pytest.raises(ClaveError, match="while you were reading"):
        vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)
    assert NoveltyVote.objects.count() == 1  # of the version before, and it stays
    hours = replace(new, area="marketing")
    change_novelty(by=laura, now=NOW + timedelta(hours=2), number=kept.pk, novelty=hours, seen=None)
    kept.refresh_from_db()
    assert kept.version == 2  # what customers do not see is no new version


def test_an_approval_is_of_who_may_and_of_one_version(laura: Person) -> None:
    key()
    rosalba, pedro = visitor(), visitor(name="Pedro Sin", rights=("voting",))
    kept = novelty(laura, approval=True)
    with pytest.raises(ClaveError):
        approve_novelty(visitor=pedro, now=NOW, number=kept.pk, version=1, yes=True)
    with pytest.raises(ClaveError, match="know why"):
        approve_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, yes=False)
    done = approve_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, yes=True)
    assert (done.version, done.yes, done.at, done.ask.contact_id) == (1, True, NOW, rosalba.contact_id)


def test_a_sample_becomes_a_special_service_once(laura: Person) -> None:
    key()
    andrea, rosalba = person("kam", "Andrea"), visitor()
    Ownership.objects.create(customer=NORTE, part=OWNER, person=andrea, starts_on=TODAY, created_at=NOW)
    kept = novelty(laura)
    for _twice in range(2):
        wish_novelty(visitor=rosalba, now=NOW, number=kept.pk, kind="sample")
    service = SpecialService.objects.get()
    assert (service.customer, service.kind, service.by) == (NORTE, "sample", andrea)
    assert "Activador UV" in service.what
    assert mails("novelty_wish") == ["andrea@clave.example", "laura@clave.example"]


def test_it_closes_early_takes_no_more_and_tells_who_owns_it(laura: Person) -> None:
    key()
    rosalba, lab = visitor(), person("lab", "Isabel")
    kept = novelty(laura)
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=VoteSaid("changes", "Envase de 1 kg"))
    close_novelty(by=laura, now=NOW, number=kept.pk)
    with pytest.raises(ClaveError, match="no more"):
        vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)
    assert mails("novelty_closed") == [lab.email, laura.email]
    assert "Envase de 1 kg" in Mail.objects.filter(template="novelty_closed")[0].text
    reopen_novelty(by=laura, now=NOW, number=kept.pk)
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)


def test_what_changed_is_told_once_to_who_answered(laura: Person) -> None:
    key()
    rosalba = visitor()
    visitor(name="Quieta Pérez")
    kept = novelty(laura)
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)
    with pytest.raises(ClaveError):
        tell_what_changed(by=laura, now=NOW, number=kept.pk, words="Saldrá en 1 kg")
    close_novelty(by=laura, now=NOW, number=kept.pk)
    for words in ("Saldrá en 1 kg", "Saldrá en 1 kg y en 4 kg"):
        tell_what_changed(by=laura, now=NOW, number=kept.pk, words=words)
    assert mails("novelty_told") == ["rosalba@c-0100.example"]
    last = told_to(rosalba)
    assert last is not None
    assert last.of.changed == "Saldrá en 1 kg y en 4 kg"
    with pytest.raises(ClaveError):
        reopen_novelty(by=laura, now=NOW, number=kept.pk)


def test_who_is_silent_is_reminded_once_and_the_last_day_closes_it(laura: Person) -> None:
    key()
    rosalba = visitor()
    visitor(name="Pedro Quieto")
    kept = novelty(laura, closes_on=TODAY + timedelta(days=3))
    vote_novelty(visitor=rosalba, now=NOW, number=kept.pk, version=1, said=YES)
    assert [remind_novelties(now=NOW, limits=limits()) for _twice in range(2)] == [1, 0]
    assert mails("novelty_reminder") == ["pedro@c-0100.example"]
    assert close_due_novelties(now=NOW + timedelta(days=3)) == 0
    assert [close_due_novelties(now=NOW + timedelta(days=4)) for _twice in range(2)] == [1, 0]
    assert Novelty.objects.get().state == "closed"


def test_more_days_withdrawing_and_taking_out(laura: Person) -> None:
    key()
    rosalba = visitor()
    kept = novelty(laura)
    extend_novelty(by=laura, now=NOW, number=kept.pk, day=TODAY + timedelta(days=40))
    with pytest.raises(ClaveError):
        extend_novelty(by=laura, now=NOW, number=kept.pk, day=TODAY - timedelta(days=1))
    with pytest.raises(ClaveError, match="asked about it"):
        remove_novelty(by=laura, now=NOW, number=kept.pk)
    withdraw_novelty(by=laura, now=NOW, number=kept.pk)
    assert not asked_of(rosalba)
    reopen_novelty(by=laura, now=NOW, number=kept.pk)
    assert len(asked_of(rosalba)) == 1
    draft = novelty(laura, opened=False, title="Otra")
    remove_novelty(by=laura, now=NOW, number=draft.pk)


def test_a_kam_shows_none_and_a_form_sent_twice_makes_one(laura: Person) -> None:
    with pytest.raises(ClaveError, match="may not do this"):
        novelty(person("kam", "Andrea"), opened=False)
    assert novelty(laura, opened=False).pk == novelty(laura, opened=False).pk
    assert said().title == Novelty.objects.get().title
