"""Comité: opening a proposal as a job, voting, commenting, deciding, ending; what each role sees; what is said and kept."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings
from python_calamine import CalamineWorkbook

from clave.actions.capacity import enter_capacity
from clave.actions.decisions import comment
from clave.actions.policy import change_policy
from clave.actions.proposals import end_proposal
from clave.demo import build
from clave.facts.store import FactStore
from clave.jobs.worker import work_off
from clave.store.committee import intact
from clave.store.models import AuditEvent, Comment, Decision, Job, Person, Proposal, ProposalLine, Vote
from clave.store.status import status_of
from tests.store.proposing import line_of, owned, proposed, review_run, somebody, voted
from tests.web.committee_made import proposal_of_pages
from tests.web.conftest import NOW, As
from tests.web.made import code

LIST = "/seleccion/propuestas/"
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_time() -> object:
    """The clock of the tests, within the days of voting."""
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def proposal(db: None) -> Proposal:
    """A review before four people."""
    return proposed()


def browser(person: Person) -> Client:
    """Where somebody is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def here(proposal: Proposal, line: ProposalLine | None = None, what: str = "") -> str:
    """An address of a proposal, or of a line of it."""
    return f"{LIST}{proposal.pk}/" + (f"lineas/{line.pk}/{what}/" if line else what)


def text_of(client: Client, address: str, **headers: str) -> str:
    """What a page says."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def test_it_shows_what_the_rule_says_the_votes_and_what_was_frozen(proposal: Proposal) -> None:
    voted(line_of(proposal, "enters"), "yes", "no")
    text = text_of(browser(somebody("kam", "Berta")), here(proposal))
    for words in (
        "Comité con datos al 31 oct 2026", "Los que entran", "Los que salen", "En espera de cupo", "discutida", "faltan 2 votos",
        "la votación termina el", "Con quórum", "Cupos ocupados", proposal.digest[:12], "2 siguen",
        "Quien responde por una cuenta ni la vota ni la decide",
    ):  # fmt: skip
        assert words in text, words
    assert "Se fue S.A." in text
    assert "no compró nada" in text
    assert "Decidir" not in text, "a key account manager votes and does not decide"


def test_a_vote_by_htmx_changes_its_row_and_how_far_all_are(proposal: Proposal) -> None:
    line, client = line_of(proposal, "enters"), browser(somebody("kam", "Berta"))
    answer = client.post(here(proposal, line, "voto"), {"voto": "yes", "linea": str(line.pk)}, headers=HTMX)
    text = answer.content.decode()
    assert f'<tr id="line-{line.pk}"' in text
    assert 'id="progress"' in text
    assert 'id="votes" hx-swap-oob="true"' in text, "the panel shows that line, so its votes change too"
    assert 'data-vote="yes" aria-pressed="true"' in text
    assert "<html" not in text
    other = client.post(here(proposal, line, "voto"), {"voto": "no", "linea": "99999"}, headers=HTMX).content.decode()
    assert 'id="votes"' not in other, "what stands beside another line is left alone"
    assert list(line.votes.filter(current=True).values_list("choice", flat=True)) == ["no"]


def test_a_vote_as_a_plain_form_comes_back_to_its_line(proposal: Proposal) -> None:
    line, client = line_of(proposal, "enters"), browser(somebody("kam", "Berta"))
    answer = client.post(here(proposal, line, "voto"), {"voto": "no", "comentario": "Paga tarde."}, follow=True)
    assert answer.redirect_chain == [(f"{here(proposal)}?linea={line.pk}#panel", 302)]
    assert "Paga tarde." in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX, {**HTMX, "HX-Target": "panel"}])
def test_a_vote_after_the_closing_is_a_sentence_and_what_was_typed_stays(
    proposal: Proposal, headers: dict[str, str]
) -> None:
    line, client = line_of(proposal, "enters"), browser(somebody("kam", "Berta"))
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        answer = client.post(here(proposal, line, "voto"), {"voto": "yes", "comentario": "Sí, pero"}, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "La votación terminó el 27 nov 2026 a las 10:00, y no se cambió nada." in text
    assert not Vote.objects.exists()
    if "HX-Target" in headers or not headers:
        assert "Sí, pero</textarea>" in text


def test_comments_and_answers_stand_in_the_panel(proposal: Proposal) -> None:
    line, berta = line_of(proposal, "enters"), browser(somebody("kam", "Berta"))
    berta.post(here(proposal, line, "comentario"), {"comentario": "¿Y la <b>cartera</b>?"})
    first = Comment.objects.get()
    asked = text_of(berta, f"{here(proposal)}?linea={line.pk}&responde={first.pk}", **HTMX, **{"HX-Target": "panel"})
    assert "En respuesta a Berta" in asked
    told = browser(somebody("director")).post(
        here(proposal, line, "comentario"), {"comentario": "Al día.", "responde": str(first.pk)},
        headers={**HTMX, "HX-Target": "panel"},
    )  # fmt: skip
    text = told.content.decode()
    assert "¿Y la &lt;b&gt;cartera&lt;/b&gt;?" in text
    assert text.index("cartera") < text.index("Al día.")
    empty = berta.post(here(proposal, line, "comentario"), {"comentario": " "})
    assert (empty.status_code, "No hay nada escrito." in empty.content.decode()) == (422, True)


def test_one_press_votes_on_all_that_stay(proposal: Proposal) -> None:
    client = browser(somebody("kam", "Berta"))
    assert "Votar sí en los 2 que siguen" in text_of(client, here(proposal))
    answer = client.post(here(proposal, what="siguen/"), follow=True)
    assert "Votaste sí en 2 que siguen." in answer.content.decode()
    assert "Votar sí en los" not in text_of(client, here(proposal) + "?ver=siguen")


def test_filters_views_and_order(proposal: Proposal) -> None:
    owned(code(5), somebody("kam", "Berta"))
    client = browser(somebody("kam", "Berta"))
    voted(line_of(proposal, "waits"), "yes", "no")
    names = re.compile(r'id="to-\d+"[^>]*title="([^"]+)"')
    seen = {view: names.findall(text_of(client, f"{here(proposal)}?ver={view}")) for view in
            ("", "por-votar", "discutidas", "sin-decidir", "decididas", "mias", "siguen", "zzz")}  # fmt: skip
    assert seen["discutidas"] == ["Cliente 0007"]
    assert len(seen["siguen"]) == 2
    assert len(seen[""]) == 6
    assert (len(seen["sin-decidir"]), seen["decididas"], seen["mias"]) == (8, [], [])
    assert seen["zzz"] == seen[""]
    assert names.findall(text_of(client, f"{here(proposal)}?q=0006")) == ["Cliente 0006"]
    assert "Ninguna línea coincide" in text_of(client, f"{here(proposal)}?q=zzz")
    ordered = names.findall(text_of(client, f"{here(proposal)}?orden=-score"))
    assert ordered[0] == "Empaques del Cauca S.A."
    assert ordered[-1] == "Se fue S.A."
    part = text_of(client, f"{here(proposal)}?ver=discutidas", **HTMX, **{"HX-Target": "lines"})
    assert "<html" not in part


def decide_at(proposal: Proposal, line: ProposalLine) -> str:
    """Where a line is decided."""
    return here(proposal, line, "decidir")


def test_a_newcomer_is_accepted_without_more_words_where_all_agree(proposal: Proposal) -> None:
    line, client = line_of(proposal, "enters"), browser(somebody("director"))
    voted(line, "yes", "yes")
    page = text_of(client, decide_at(proposal, line))
    assert "La regla y los votos coinciden" in page
    answer = client.post(decide_at(proposal, line), {"que": "accepted", "reason": ""}, follow=True)
    assert "Decidido: Cliente 0005." in answer.content.decode()
    assert status_of(code(5)).state == "decided"  # type: ignore[union-attr]
    again = client.post(decide_at(proposal, line), {"que": "rejected", "reason": "No."})
    assert (again.status_code, "ya decidió" in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("kind", "sent", "says"),
    [
        ("waits", {"que": "overridden", "reason": "", "until": "2027-05-31"}, "Una excepción va contra la regla"),
        (
            "waits",
            {"que": "overridden", "reason": "Caribe.", "until": ""},
            "Una excepción necesita un día en que termina",
        ),
        ("waits", {"que": "overridden", "reason": "Caribe.", "until": "2026-01-01"}, "no es posterior a hoy"),
        (
            "waits",
            {"que": "overridden", "reason": "Caribe.", "until": "2031-01-01"},
            "permite una excepción por 365 días",
        ),
        ("waits", {"que": "overridden", "reason": "Caribe.", "until": "mañana"}, "Esto no es un día"),
        ("enters", {"que": "rejected", "reason": ""}, "Esto va contra lo que votó la mayoría"),
    ],
)
def test_a_decision_that_lacks_something_says_it_beside_the_field_and_keeps_what_was_typed(
    proposal: Proposal, kind: str, sent: dict[str, str], says: str
) -> None:
    line = line_of(proposal, kind)
    voted(line, "yes", "yes")
    answer = browser(somebody("director")).post(decide_at(proposal, line), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert sent["reason"] in text
    assert 'aria-invalid="true"' in text
    assert not Decision.objects.exists()


def test_without_quorum_and_on_an_account_of_ones_own_nothing_is_decided(proposal: Proposal) -> None:
    line, director = line_of(proposal, "enters"), browser(somebody("director"))
    without = director.post(decide_at(proposal, line), {"que": "accepted", "reason": "Ya."})
    assert (without.status_code, "Faltan 2 votos para el quórum." in without.content.decode()) == (422, True)
    owned(code(5), somebody("director"))
    voted(line, "", "yes", "yes")
    own = director.post(decide_at(proposal, line), {"que": "accepted", "reason": "Ya."})
    assert (own.status_code, "nadie decide sobre una cuenta propia" in own.content.decode()) == (422, True)
    assert not Decision.objects.exists()


def test_one_that_leaves_is_decided_with_its_landing_plan_and_its_cost_beside(proposal: Proposal) -> None:
    line, client, boss = line_of(proposal, "leaves"), browser(somebody("director")), somebody("director")
    voted(line, "no", "no")
    page = text_of(client, decide_at(proposal, line))
    assert "Lo que costaría perderla" in page or "costaría" in page
    sent = {
        "que": "accepted", "on": "2026-11-20", "until": "2027-03-31", "told_by": str(boss.pk), "told_on": "2026-12-05",
        "how": "En persona", "reason": "Bajó dos revisiones.", "seen": "on", "what_0": "Visita", "due_0": "2026-12-05",
        "owner_0": str(boss.pk),
    }  # fmt: skip
    lacking = client.post(decide_at(proposal, line), {**sent, "what_0": "", "due_0": "", "owner_0": ""})
    assert (lacking.status_code, "En persona" in lacking.content.decode()) == (422, True)
    assert client.post(decide_at(proposal, line), sent).status_code == 302
    assert status_of(code(3)).state == "landing"  # type: ignore[union-attr]


def test_all_agreed_lines_at_once_and_what_is_left_is_said(proposal: Proposal) -> None:
    for line in proposal.lines.all():
        voted(line, *(["no"] * 2 if line.kind in ("leaves", "waits") else ["yes"] * 2))
    client = browser(somebody("director"))
    assert "Decidir 8 líneas acordadas" in text_of(client, here(proposal))
    text = client.post(here(proposal, what="acordadas/"), follow=True).content.decode()
    assert "6 líneas decididas." in text
    assert "Se fue S.A." in text


def test_closing_asks_first_and_says_what_follows(proposal: Proposal) -> None:
    client = browser(somebody("director"))
    end = here(proposal, what="terminar/")
    assert "6 líneas" in text_of(client, f"{end}?como=cerrar")
    refused = client.post(end, {"como": "cerrar", "reason": " "})
    assert (refused.status_code, "termina con una razón" in refused.content.decode()) == (422, True)
    text = client.post(end, {"como": "abandonar", "reason": "Faltó gente."}, follow=True).content.decode()
    assert "Abandonada" in text
    assert "Faltó gente." in text
    late = client.post(end, {"como": "cerrar", "reason": "Otra vez."})
    assert (late.status_code, "ya terminó" in late.content.decode()) == (422, True)


def test_line_of_another_proposal_foreign_and_missing_ones(proposal: Proposal) -> None:
    mine = line_of(proposal, "enters")
    end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="abandoned", reason="Otra.")
    other = proposed(proposal.run)
    client = browser(somebody("director"))
    for what, sent in (
        ("voto", {"voto": "yes"}),
        ("comentario", {"comentario": "x"}),
        ("decidir", {"que": "accepted"}),
    ):
        for number, line in ((other.pk, mine.pk), (other.pk, 99_999), (99_999, mine.pk)):
            assert client.post(f"{LIST}{number}/lineas/{line}/{what}/", sent).status_code == 404, (what, number, line)
    assert client.get(f"{LIST}99999/").status_code == 404
    assert client.get(f"{here(other)}?linea={mine.pk}").status_code == 200, "an unknown line chooses none"
    assert not Vote.objects.exists()


@pytest.mark.parametrize("address", ["voto", "comentario"])
def test_what_changes_is_sent_by_post(proposal: Proposal, address: str) -> None:
    client = browser(somebody("director"))
    assert client.get(here(proposal, line_of(proposal, "enters"), address)).status_code == 405


def test_who_voted_what_is_seen_by_the_committee_and_the_management_alone(proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    voted(line, "no", "yes")
    address = f"{here(proposal)}?linea={line.pk}"
    cast = '<ul class="cast"><li>'
    for person in (somebody("kam", "Berta"), somebody("management"), somebody("administrator")):
        assert cast in text_of(browser(person), address)
    for person in (somebody("kam", "Otro"), somebody("compliance")):
        text = text_of(browser(person), address)
        assert cast not in text
        assert "lo ven el comité y la gerencia" in text
    sheet = browser(somebody("kam", "Otro")).get(here(proposal, what="lineas.xlsx"))
    assert b"Ana director" not in b"".join(sheet)  # type: ignore[arg-type]


def workbook(client: Client, proposal: Proposal) -> list[tuple[object, ...]]:
    """The rows of the sheet."""
    answer = client.get(here(proposal, what="lineas.xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    return [tuple(row) for row in book.get_sheet_by_index(0).to_python()]


def test_the_workbook_and_the_minutes_hold_every_line_and_taking_them_is_recorded(proposal: Proposal) -> None:
    voted(line_of(proposal, "enters"), "yes", "no")
    client = browser(somebody("director"))
    rows = workbook(client, proposal)
    assert len(rows) == 1 + proposal.lines.count()
    assert "Ana director: sí" in str(rows[1])
    answer = client.get(here(proposal, what="acta.pdf"))
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(what="proposal.exported").count() == 2


def frozen_parts(client: Client, proposal: Proposal) -> tuple[str, bytes]:
    """The page without what belongs to the session, and its PDF."""
    page = text_of(client, here(proposal))
    plain = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return plain, client.get(here(proposal, what="acta.pdf")).content


def test_nothing_of_it_changes_when_facts_policy_or_later_lists_do(
    proposal: Proposal, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = tmp_path / "facts", tmp_path / "policy.toml"
    client = browser(somebody("director"))
    voted(line_of(proposal, "enters"), "yes", "no")
    before = frozen_parts(client, proposal)
    company = build()
    FactStore(settings.CLAVE_FACTS).load(
        company.tables, source="demo", digest="demo", now=NOW, by="test", currency="COP"
    )
    changes = {"committee.quorum_votes": 4, "committee.separation": "none", "capacity.count": 3, "bands.entry": 0.9}
    change_policy(by=None, now=NOW, changes=changes, since=NOW.date(), reason="Otra regla.", source="Junta", seen=None)
    client.post("/seleccion/actualizar/")
    work_off(now=timezone.now(), limit=1)
    assert Job.objects.get().state == "done"
    after = frozen_parts(client, proposal)
    assert after[0] == re.sub(r"zzz", "", before[0])
    assert after[1] == before[1]
    assert intact(Proposal.objects.get())


def test_a_proposal_is_opened_behind_the_page_from_a_list_of_now(
    settings: Settings, tmp_path: Path, signed_in: As
) -> None:
    settings.CLAVE_FACTS = tmp_path / "facts"
    client = signed_in("director")
    assert "No hay datos todavía" in text_of(client, LIST + "nueva/")
    FactStore(settings.CLAVE_FACTS).load(build().tables, source="demo", digest="demo", now=NOW, by="t", currency="COP")
    people = [somebody("director"), somebody("management"), somebody("kam", "Berta")]
    assert "Todo lo que elige la regla" in text_of(client, LIST + "nueva/")
    sent = {"title": "Comité de noviembre", "closes_at": "2026-11-27T17:00", "committee": [one.pk for one in people]}
    answer = client.post(LIST + "nueva/", sent)
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/trabajos/{job.pk}/"
    work_off(now=timezone.now(), limit=1)
    job.refresh_from_db()
    assert job.state == "done", job.error
    made = Proposal.objects.get()
    assert (made.title, made.first, made.closes_at) == (
        "Comité de noviembre", True, datetime(2026, 11, 27, 17, tzinfo=timezone.get_current_timezone()),
    )  # fmt: skip
    assert made.lines.count() == made.run.lines.filter(member=True).count() > 10
    assert "Comité de noviembre" in text_of(client, LIST)
    assert "Ya hay una propuesta ante un comité" in text_of(client, LIST + "nueva/")
    assert "primera lista" in text_of(client, LIST)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"closes_at": "2026-11-01T17:00"}, "La votación terminaría antes de empezar"),
        ({"closes_at": ""}, "Elige el día y la hora"),
        ({"closes_at": "pronto"}, "Esto no es un día con su hora"),
        ({"committee": []}, "Un comité necesita personas"),
        ({"committee": ["99999"]}, "Una de ellas ya no está"),
        ({"committee": "one"}, "la política pide por lo menos 2 votos, y este comité tiene 1"),
    ],
)
def test_what_cannot_be_opened_is_said_beside_its_field(
    proposal: Proposal, sent: dict[str, object], says: str, settings: Settings, facts: None
) -> None:
    end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="abandoned", reason="Otra.")
    people = [somebody("director").pk, somebody("management").pk]
    usual = {"title": "Comité nuevo", "closes_at": "2026-11-27T17:00", "committee": people}
    if sent.get("committee") == "one":
        sent = {"committee": people[:1]}
    answer = browser(somebody("director")).post(LIST + "nueva/", usual | sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says.lower() in text.lower()
    assert "Comité nuevo" in text
    assert not Job.objects.exists()


def test_the_list_is_empty_before_the_first_one(signed_in: As) -> None:
    assert "Ninguna lista ha estado ante un comité" in text_of(signed_in("kam"), LIST)


def test_a_touched_proposal_says_so(proposal: Proposal) -> None:
    proposal.run.lines.update(score=1.0)
    assert "ya no es lo que se congeló" in text_of(browser(somebody("director")), here(proposal))


def test_as_many_queries_for_a_few_lines_as_for_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    counts = []
    for entering in (4, 200):
        proposal = proposal_of_pages(somebody("director"), 240, entering)
        client = browser(somebody("director"))
        client.get(here(proposal))
        with django_assert_max_num_queries(25) as seen:
            client.get(here(proposal))
        counts.append(len(seen))
        end_proposal(by=somebody("director"), now=NOW, proposal=proposal, to="abandoned", reason="Otra.")
    assert counts[0] == counts[1]


def test_the_line_that_asks_most_stays_within_the_queries(
    full: ProposalLine, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """One that would enter, undecided, with an owner whose hours are counted, a comment, an answer and a nomination."""
    person, address = somebody("kam", "Berta"), f"{here(full.proposal)}?linea={full.pk}"
    said = comment(by=person, now=NOW, line=full, text="¿Y la cartera?")
    comment(by=somebody("director"), now=NOW, line=full, text="Al día.", answers=said)
    owned("MINE", person)
    client = browser(person)
    client.get(address)
    with django_assert_max_num_queries(25):
        assert "¿Y la cartera?" in text_of(client, f"{address}&responde={said.pk}")


def test_names_are_safe_in_addresses_and_pages() -> None:
    run = review_run()
    proposal = proposed(run)
    line = line_of(proposal, "leaves")
    text = text_of(browser(somebody("director")), f"{here(proposal)}?linea={line.pk}")
    assert "<b>Ltda.</b>" not in text
    assert quote(line.customer, safe="") in text


# ---- what it asks of hours and budget


@pytest.fixture
def full(settings: Settings, tmp_path: Path, proposal: Proposal) -> ProposalLine:
    """One that enters, voted, for whom Diego has no hours: 10 of 16 are taken, and it takes 10 more."""
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    changes = {"capacity.treatment_hours": 10.0, "capacity.treatment_cost": 15e6, "capacity.budget": 90e6}
    change_policy(by=None, now=NOW, changes=changes, since=date(2026, 1, 1), reason="Acta 4", source="Comité")
    diego, day = somebody("kam", "Diego"), timezone.localdate()
    enter_capacity(
        by=somebody("director"), now=NOW, person=diego, starts_on=day, hours=16, accounts=4, relationships=None,
        reason="Media jornada",
    )  # fmt: skip
    for customer in (code(0), code(5)):
        owned(customer, diego)
    line = line_of(proposal, "enters")
    voted(line, "yes", "yes")
    return line


def test_before_deciding_the_page_says_who_would_lose_how_many_hours(full: ProposalLine) -> None:
    address = f"{here(full.proposal)}?linea={full.pk}"
    text = text_of(browser(somebody("kam", "Berta")), address).replace("\xa0", " ")
    assert "Con ella Diego necesita 20 horas al mes y tiene 16: faltan 4." in text
    assert "Las perderían las de menos puntaje por hora: «Empaques del Cauca S.A.» (4)." in text
    assert "Diego: 2 de 4 cuentas con ella." in text
    assert "quedan $ 0 de $ 90,0 M al año" in text
    compliance = text_of(browser(somebody("compliance")), address)
    assert "Diego necesita" not in compliance, "who may not read the capacity reads none of it here"


def test_what_is_not_entered_is_said_to_be_unknown(proposal: Proposal) -> None:
    text = text_of(browser(somebody("kam", "Berta")), here(proposal))
    assert "Nadie responde por ella todavía: no se sabe de quién serían las horas." in text
    assert "El presupuesto del programa no está fijado." in text


def test_deciding_beyond_the_capacity_asks_for_a_word_an_end_and_a_tick(full: ProposalLine) -> None:
    client, address = browser(somebody("director")), here(full.proposal, full, "decidir")
    asked = text_of(client, f"{address}?que=accepted")
    assert "faltan 4" in asked
    assert 'name="passes"' in asked
    for given, field, said in (
        ({"reason": "Entra Elsa."}, "id_passes", "faltan 4"),
        ({"passes": "on"}, "id_reason", "nadie sabría por qué"),
        ({"passes": "on", "reason": "Entra Elsa."}, "id_until", "hasta"),
    ):
        answer = client.post(address, {"que": "accepted", "until": ""} | given)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert said in text[text.index(f'id="{field}_error"') :]
        assert given.get("reason", "") in text
    form = (
        client.post(address, {"que": "accepted", "reason": "Entra Elsa."}).content.decode().partition("<form class")[2]
    )
    assert form.partition("</form>")[0].count("faltan 4") == 1, "the refusal stands once, beside its field"
    assert not Decision.objects.exists()
    good = {"que": "accepted", "passes": "on", "reason": "Entra Elsa.", "until": "2027-05-31"}
    shown = client.post(address, good, follow=True).content.decode()
    assert "Diego necesita 20 horas al mes y tiene 16" in shown, "what it exceeded stays with the decision"
    assert status_of(code(5)).until == date(2027, 5, 31)  # type: ignore[union-attr]
    asked_again = text_of(client, f"{address}?que=rejected")
    assert 'name="passes"' not in asked_again
