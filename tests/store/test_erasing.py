"""Erasing somebody who is planted everywhere leaves nothing of them: not in tables, files, words for searching, jobs, mails,
sessions, nor in the bytes of the database; what stays says why, and the log still verifies. (quality.md §4)"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from pytest_django.fixtures import Settings

from clave.actions.erasing import erase_personal, wipe
from clave.actions.personal import hold_data, keep_data_found, lift_data_hold, register_data_request
from clave.base.errors import ClaveError
from clave.operations.personal.requests import ERASE
from clave.report.personal import certificate_pdf, packed
from clave.store.audit import verify
from clave.store.models import (
    AuditEvent,
    Cadence,
    Contact,
    ContactConsent,
    ContactFile,
    DataRequest,
    Hospitality,
    HospitalityGuest,
    InfluenceOpinion,
    Mail,
    MailAttachment,
    Ownership,
    Person,
    RecordedSnapshot,
    Touchpoint,
)
from clave.store.personal import PERSONAL
from clave.store.personal_export import LEFT_OUT, SECRETS, exported
from clave.store.personal_fields import NAMED
from clave.store.personal_search import Subject, search
from clave.store.roles import ROLES
from tests.store import canaries
from tests.store.canaries import EMAIL, NAME, NOW, PHONE, SAID, TODAY, traced, traces_in_tables
from tests.store.lives import person

pytestmark = pytest.mark.django_db
MADE: dict[str, Callable[[], Subject]] = {"contact": canaries.contact, "colleague": canaries.colleague}


@pytest.fixture
def brought(settings: Settings, tmp_path: Path) -> Path:
    settings.CLAVE_IMPORTS = tmp_path / "imports"
    return tmp_path


@pytest.fixture
def ada(db: None) -> Person:
    return person("compliance", "Ada")


@pytest.fixture(params=list(MADE))
def planted(request: pytest.FixtureRequest, brought: Path, ada: Person) -> Iterator[tuple[Subject, canaries.Garden]]:
    subject = MADE[request.param]()
    with canaries.unruled():
        yield subject, canaries.everywhere(subject, ada)


def asked(by: Person, subject: Subject, kind: str = ERASE) -> DataRequest:
    words = f"Carta de {NAME}"
    return register_data_request(by=by, now=NOW, subject=subject, kind=kind, received_on=TODAY, words=words)


def erased(by: Person, row: DataRequest, **more: object) -> DataRequest:
    return erase_personal(by=by, now=NOW, number=row.pk, **{"typed": row.reference} | more)  # type: ignore[arg-type]


def test_after_erasing_nothing_of_them_is_anywhere(
    planted: tuple[Subject, canaries.Garden], ada: Person, brought: Path
) -> None:
    subject, _garden = planted
    row = asked(ada, subject)
    keep_data_found(by=ada, now=NOW, number=row.pk, found=search(subject))
    assert len(traces_in_tables()) > 60, "the canaries were not planted"
    done = erased(ada, row)
    assert traces_in_tables() == []
    assert not any(traced(path.read_bytes()) or traced(path.name) for path in brought.rglob("*") if path.is_file())
    assert not any(traced(one.get_decoded()) for one in Session.objects.all())
    assert not any(traced(one) for table in RecordedSnapshot.objects.values_list("tables") for one in table)
    assert search(type(subject)._default_manager.get(pk=subject.pk)).mentions == []
    assert not traced(json.dumps(done.certificate))
    assert verify().broken is None


def test_the_copy_holds_every_field_that_is_personal(planted: tuple[Subject, canaries.Garden], ada: Person) -> None:
    """Field by field: what was planted in it stands in the copy, or in the files that go along."""
    subject, garden = planted
    copy = exported(subject)
    texts = {(one.model, one.field) for one in copy.notes}
    rows = {
        (part.model, name) for part in copy.parts for row in part.rows for name, value in row.items() if traced(value)
    }
    files = {tuple(name.split("-")[0::2][:2]) for name, content in copy.files.items() if traced(content)}
    missing = []
    for label, names in PERSONAL.items():
        for name in names:
            value = (
                apps.get_model(label)
                ._default_manager.filter(pk=garden.rows.get(apps.get_model(label)))
                .values_list(name, flat=True)
                .first()
            )
            if traced(value) and (label, name) not in texts | rows | files | SECRETS | LEFT_OUT:
                missing.append((label, name))
    assert missing == []
    assert (
        "Opiniones" in str(copy.parts)
        or not isinstance(subject, Contact)
        or any(part.model == "store.InfluenceOpinion" for part in copy.parts)
    )


def test_the_copy_opens_as_json_and_as_paper(ada: Person) -> None:
    subject = canaries.contact()
    Touchpoint.objects.create(
        customer="C-0001", on=TODAY, kind="call", direction="out", text=SAID, stems="", by=ada, at=NOW, changed_at=NOW
    )
    whole = packed(exported(subject), reference="DP-00001", company="Fábrica", day=TODAY, language="es")
    with zipfile.ZipFile(io.BytesIO(whole)) as held:
        assert held.namelist() == ["datos.json", "datos.pdf"]
        said = json.loads(held.read("datos.json"))
        assert held.read("datos.pdf").startswith(b"%PDF")
    assert said["name"] == NAME
    assert said["mentions"][0]["text"] == SAID
    assert said["held"][0]["rows"][0]["phone"] == PHONE
    assert whole == packed(exported(subject), reference="DP-00001", company="Fábrica", day=TODAY, language="es")


class TestWhatStays:
    """Work, gifts and consents stay without the name, and the certificate says why."""

    def test_of_a_person_of_a_customer(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        InfluenceOpinion.objects.create(contact=subject, number=1, support=-2, note="Nos frena", at=NOW)
        ContactConsent.objects.create(
            contact=subject, purpose="news", given=True, on=TODAY, evidence=f"Mail de {EMAIL}", at=NOW
        )
        gift = Hospitality.objects.create(
            customer="C-0001", name="Norte", direction="out", kind="gift", on=TODAY, what=f"Agenda para {NAME}", cost=90_000,
            ours=ada, state="allowed", by=ada, at=NOW,
        )  # fmt: skip
        HospitalityGuest.objects.create(act=gift, contact=subject)
        rhythm = Cadence.objects.create(
            customer="C-0001",
            who="owner",
            contact=subject,
            days=15,
            since=TODAY,
            mark="x",
            created_at=NOW,
            changed_at=NOW,
        )
        done = erased(ada, asked(ada, subject))
        kept = Contact.objects.get(pk=subject.pk)
        assert (kept.name, kept.email, kept.phone, kept.birth_day, kept.erased_at) == (NAMED, "", "", None, NOW)
        assert not InfluenceOpinion.objects.exists()
        consent = ContactConsent.objects.get()
        assert (consent.purpose, consent.given, consent.on, consent.evidence) == ("news", True, TODAY, "")
        gift.refresh_from_db()
        assert (gift.what, gift.cost, gift.guests.get().contact_id) == (
            "Agenda para persona borrada",
            90_000,
            subject.pk,
        )
        rhythm.refresh_from_db()
        assert rhythm.ended_on == TODAY
        said = json.dumps(done.certificate)
        for words in ("compliance", "art. 17 b", "art. 60", "backups"):
            assert words in said, words

    def test_of_a_colleague_the_work_and_the_log(self, ada: Person, brought: Path) -> None:
        subject = canaries.colleague()
        note = Touchpoint.objects.create(
            customer="C-0001",
            on=TODAY,
            kind="call",
            direction="out",
            text="Llamada",
            stems="",
            by=subject,
            at=NOW,
            changed_at=NOW,
        )
        ended = subject.sessions_ended
        erased(ada, asked(ada, subject))
        kept = Person.objects.get(pk=subject.pk)
        assert (kept.name, kept.is_active, kept.has_usable_password()) == (NAMED, False, False)
        assert kept.sessions_ended == ended + 1
        assert Touchpoint.objects.get(pk=note.pk).by == kept
        assert AuditEvent.objects.filter(about=f"person:{kept.pk}", what="data.erased").exists()
        assert verify().broken is None


class TestMentions:
    """What others wrote: replaced unless somebody chooses otherwise."""

    def note(self, by: Person, text: str, **more: object) -> Touchpoint:
        given = {
            "customer": "C-0001",
            "on": TODAY,
            "kind": "call",
            "direction": "out",
            "stems": "",
            "by": by,
            "at": NOW,
            "changed_at": NOW,
        }
        return Touchpoint.objects.create(text=text, **given | more)

    def test_a_name_goes_from_the_note_and_from_its_search_words(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        note = self.note(ada, "Hablé con Zoraida Quimbaya: pedidos nuevos", stems=" habl zoraid quimbay ped nuev ")
        erased(ada, asked(ada, subject))
        note.refresh_from_db()
        assert note.text == "Hablé con persona borrada: pedidos nuevos"
        assert "zoraid" not in note.stems
        assert " ped " in note.stems or "pedid" in note.stems

    def test_what_is_chosen_to_stay_stays_and_is_counted(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        note = self.note(ada, SAID)
        found = next(one for one in search(subject).mentions if one.number == note.pk and one.field == "text")
        done = erased(ada, asked(ada, subject), keep=[found.key])
        note.refresh_from_db()
        assert note.text == SAID
        assert '"n": 1' in json.dumps(done.certificate["notes"])  # type: ignore[index]

    def test_half_a_name_goes_only_where_somebody_says_so(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        note = self.note(ada, "A Zoraida le gusta el café; Zoraida llama el lunes")
        note.with_whom.create(contact=subject)
        (found,) = [one for one in search(subject).mentions if one.number == note.pk]
        assert (found.sure, found.count) == (False, 2)
        row = asked(ada, subject)
        done = erased(ada, row, also=[found.key])
        note.refresh_from_db()
        assert note.text == "A persona borrada le gusta el café; persona borrada llama el lunes"
        assert done.state == "done"

    def test_a_waiting_mail_to_them_is_not_sent_and_loses_its_files(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        mail = Mail.objects.create(
            key=f"x:{EMAIL}", template="x", to=EMAIL.upper(), language="es", subject="Hola", text="a", html="b", message_id="1",
            created_at=NOW, due_at=NOW,
        )  # fmt: skip
        MailAttachment.objects.create(mail=mail, name="a.pdf", kind="application/pdf", content=b"%PDF")
        erased(ada, asked(ada, subject))
        mail.refresh_from_db()
        assert (mail.state, mail.subject, mail.text) == ("failed", "", "")
        assert not traced(f"{mail.to} {mail.key}")
        assert not MailAttachment.objects.exists()

    def test_of_a_file_with_people_only_their_line_goes(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        ContactFile.objects.create(
            customer="C-0001", name="personas.csv", headers=["Nombre"], rows=[["Ana"], [NAME]], lines=[2, 3],
            columns={"name": 0}, by=ada, at=NOW,
        )  # fmt: skip
        erased(ada, asked(ada, subject))
        file = ContactFile.objects.get()
        assert (file.rows, file.lines) == ([["Ana"]], [2])

    def test_somebody_else_who_is_called_alike_keeps_their_own_file(self, ada: Person, brought: Path) -> None:
        subject, other = canaries.contact(), canaries.contact(customer="C-0002", email="")
        erased(ada, asked(ada, subject))
        other.refresh_from_db()
        assert other.name == NAME


class TestRefusals:
    """A sentence, and nothing changed."""

    def refused(self, by: Person, row: DataRequest, **more: object) -> str:
        with pytest.raises(ClaveError) as found:
            erased(by, row, **more)
        assert DataRequest.objects.get(pk=row.pk).state == "open"
        return str(found.value)

    def test_another_reference(self, ada: Person) -> None:
        assert "DP-" in self.refused(ada, asked(ada, canaries.contact()), typed="DP-99999")

    def test_a_request_that_asks_for_something_else(self, ada: Person) -> None:
        self.refused(ada, asked(ada, canaries.contact(), "export"))

    def test_whoever_is_held_until_the_hold_ends(self, ada: Person, brought: Path) -> None:
        subject = canaries.contact()
        row = asked(ada, subject)
        hold_data(by=ada, now=NOW, subject=subject, reason="Proceso 2026-118")
        assert "2026-118" in self.refused(ada, row)
        lift_data_hold(by=ada, now=NOW, subject=subject)
        assert erased(ada, row).state == "done"

    def test_a_colleague_who_still_signs_in_or_answers_for_accounts(self, ada: Person, brought: Path) -> None:
        subject = canaries.colleague()
        row = asked(ada, subject)
        Person.objects.filter(pk=subject.pk).update(is_active=True)
        self.refused(ada, row)
        Person.objects.filter(pk=subject.pk).update(is_active=False)
        Ownership.objects.create(customer="C-0001", part="owner", person=subject, starts_on=TODAY, created_at=NOW)
        self.refused(ada, row)

    def test_oneself(self, ada: Person) -> None:
        self.refused(ada, asked(ada, ada))

    def test_twice(self, ada: Person, brought: Path) -> None:
        row = asked(ada, canaries.contact())
        erased(ada, row)
        with pytest.raises(ClaveError):
            erased(ada, row)
        with pytest.raises(ClaveError):
            asked(ada, Contact.objects.get())


def test_the_certificate_is_paper_that_names_nobody(ada: Person, brought: Path) -> None:
    done = erased(ada, asked(ada, canaries.contact()))
    assert done.certificate is not None
    paper = certificate_pdf(
        done.certificate, reference=done.reference, company="Fábrica", asked=done.received_on, done=TODAY, by="Ada",
        role=ROLES["compliance"].label, language="es",
    )  # fmt: skip
    assert paper.startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_them_is_left_in_the_file_of_the_database(brought: Path) -> None:
    """SQLite keeps deleted rows in free pages and in its log until it is written anew. On PostgreSQL the tables are read whole
    above; what its files keep of dead rows is given back by the same VACUUM."""
    ada = person("compliance", "Ada")
    subject = canaries.contact()
    if connection.vendor == "sqlite":
        with canaries.unruled():
            canaries.everywhere(subject, ada)
    erased(ada, asked(ada, subject))
    wipe()
    assert traces_in_tables() == []
    if connection.vendor == "sqlite":
        base = Path(str(connection.settings_dict["NAME"]))
        for path in base.parent.glob(f"{base.name}*"):
            assert not traced(path.read_bytes()), path.name
    assert settings.CLAVE_DATA  # logs go to the console; nothing else is written there
