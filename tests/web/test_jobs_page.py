"""Trabajos: the piece that asks once a second, the list, and that everybody sees only their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.base.words import Text, stored
from clave.jobs.hold import Hold
from clave.jobs.queue import take
from clave.jobs.starting import start
from clave.jobs.worker import work_off
from clave.store.models import AuditEvent, Job, Person
from clave.store.models.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING
from clave.web.shown.jobs import took
from tests.jobs import tasks
from tests.web.conftest import As

MOST_QUERIES = 25
QUEUES = ("default", "documents")


def now() -> datetime:
    return timezone.now()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def ana(person: Callable[[str], Person]) -> Person:
    return person("director")


@pytest.fixture
def hers(ana: Person) -> Client:
    return client_of(ana)


@pytest.fixture
def running(ana: Person) -> Job:
    """A job of Ana's, 42 percent done."""
    start(tasks.counting, by=ana, now=now(), then="/seleccion/", title=Text("Trying {file}").fill(file="ventas.csv"))
    job = take(worker="one", queues=QUEUES, now=now())
    assert job is not None
    Hold(job.pk, job.attempt, now).tell(0.42, Text("Measuring every customer"))
    return Job.objects.get(pk=job.pk)


def piece(client: Client, job: Job, method: str = "get", more: str = "") -> tuple[str, dict[str, str]]:
    """What htmx gets that asks for the piece."""
    headers = {"HX-Request": "true", "HX-Target": f"job-{job.pk}"}
    answer = getattr(client, method)(f"/trabajos/{job.pk}/{more}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode(), dict(answer.headers)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_piece_tells_how_far_it_is_and_asks_again_in_a_second(hers: Client, running: Job) -> None:
    text, headers = piece(hers, running)
    assert "<html" not in text
    for part in (
        'aria-valuenow="42"',
        "width:42%",
        "Midiendo a todos los clientes",
        "42\u00a0%",
        'hx-trigger="every 1s"',
        "Cancelar",
    ):
        assert part in text
    assert "HX-Redirect" not in headers
    assert "HX-Target" in headers["Vary"]


def test_it_is_told_in_the_language_of_the_reader(hers: Client, running: Job, ana: Person) -> None:
    Person.objects.update(language="en")
    text, _ = piece(client_of(Person.objects.get()), running)
    assert "Measuring every customer" in text
    assert "In progress" in text


def test_done_it_moves_on_and_asks_no_more(hers: Client, ana: Person) -> None:
    job = start(tasks.counting, by=ana, now=now(), then="/seleccion/")
    work_off(now=now())
    text, headers = piece(hers, job)
    assert headers["HX-Redirect"] == "/seleccion/"
    assert "hx-trigger" not in text
    page = text_of(hers, f"/trabajos/{job.pk}/")
    assert 'href="/seleccion/"' in page
    assert "Ver el resultado" in page


def test_done_without_a_page_to_go_to_it_stays(hers: Client, ana: Person) -> None:
    job = start(tasks.counting, by=ana, now=now())
    work_off(now=now())
    text, headers = piece(hers, job)
    assert "HX-Redirect" not in headers
    assert "Listo" in text
    assert "hx-trigger" not in text


def test_failed_it_says_why_and_offers_another_try(hers: Client, ana: Person) -> None:
    job = start(tasks.refusing, by=ana, now=now(), then="/seleccion/")
    work_off(now=now())
    text, headers = piece(hers, job)
    assert "ventas.csv:" in text
    assert "HX-Redirect" not in headers
    assert "Intentar de nuevo" in text
    answer = hers.post(f"/trabajos/{job.pk}/repetir/")
    fresh = Job.objects.exclude(pk=job.pk).get()
    assert answer.headers["Location"] == f"/trabajos/{fresh.pk}/"
    assert (fresh.state, fresh.task) == (WAITING, job.task)


def test_what_broke_shows_no_trace(hers: Client, ana: Person) -> None:
    job = start(tasks.breaking, by=ana, now=now())
    work_off(now=now())
    page = text_of(hers, f"/trabajos/{job.pk}/")
    assert "Algo se dañó de nuestro lado" in page
    assert "secret" not in page
    assert "Traceback" not in page


def test_a_try_that_is_refused_says_so_on_the_page(hers: Client, running: Job) -> None:
    page = hers.post(f"/trabajos/{running.pk}/repetir/", follow=True).content.decode()
    assert "este trabajo no falló" in page
    assert Job.objects.count() == 1


def test_cancelling_shows_at_once_that_it_stops(hers: Client, running: Job) -> None:
    text, _ = piece(hers, running, "post", "cancelar/")
    assert "Se detiene en el próximo paso" in text
    assert "cancelar/" not in text
    assert Job.objects.get().cancel_asked_at is not None
    assert [event.what for event in AuditEvent.objects.all()] == ["job.cancelled"]
    assert hers.post(f"/trabajos/{running.pk}/cancelar/").headers["Location"] == f"/trabajos/{running.pk}/"


def test_cancelling_what_waits_ends_it(hers: Client, ana: Person) -> None:
    job = start(tasks.counting, by=ana, now=now())
    text, _ = piece(hers, job, "post", "cancelar/")
    assert "Cancelado" in text
    assert "hx-trigger" not in text
    job.refresh_from_db()
    assert job.state == CANCELLED


@pytest.mark.parametrize("address", ["", "cancelar/", "repetir/"])
def test_another_persons_job_does_not_exist(address: str, person: Callable[[str], Person], running: Job) -> None:
    stranger = client_of(person("management"))
    method = stranger.post if address else stranger.get
    assert method(f"/trabajos/{running.pk}/{address}").status_code == 404
    assert method(f"/trabajos/99999/{address}").status_code == 404
    assert method(f"/trabajos/{10**30}/{address}").status_code == 404
    assert "ventas.csv" not in text_of(stranger, "/trabajos/")
    running.refresh_from_db()
    assert (running.state, running.cancel_asked_at) == (RUNNING, None)


def test_an_administrator_sees_everybodys(signed_in: As, running: Job) -> None:
    administrator = signed_in("administrator")
    page = text_of(administrator, "/trabajos/")
    assert "ventas.csv" in page
    assert "Ana director" in page
    assert "ventas.csv" in text_of(administrator, f"/trabajos/{running.pk}/")


def test_acting_by_a_link_is_not_possible(hers: Client, running: Job) -> None:
    for act in ("cancelar", "repetir"):
        assert hers.get(f"/trabajos/{running.pk}/{act}/").status_code == 405


def test_the_list_says_what_when_how_long_and_how_it_ended(hers: Client, ana: Person, running: Job) -> None:
    start(tasks.refusing, by=ana, now=now())
    work_off(now=now())
    later = now() + timedelta(hours=2)
    start(tasks.plain, by=ana, now=now(), run_after=later)
    page = text_of(hers, "/trabajos/")
    for part in (
        "Trying ventas.csv",
        "En curso",
        "width:42%",
        "Falló",
        "ventas.csv:",
        "Programado",
        "Intentar de nuevo",
    ):
        assert part in page
    assert 'hx-trigger="every 2s"' in page
    assert "Lo pidió" not in page, "all of them are hers"


def test_the_list_asks_no_more_when_all_is_over(hers: Client, ana: Person) -> None:
    start(tasks.counting, by=ana, now=now(), then="/seleccion/")
    work_off(now=now())
    answer = hers.get("/trabajos/", headers={"HX-Request": "true", "HX-Target": "jobs"}).content.decode()
    assert "<html" not in answer
    assert "hx-trigger" not in answer
    assert 'href="/seleccion/"' in answer


def test_an_empty_list_says_what_will_stand_there(hers: Client) -> None:
    page = text_of(hers, "/trabajos/")
    assert "Todavía no se ha pedido nada" in page
    assert "<table" not in page


def test_nobody_works_is_said_where_a_job_waits_for_long(hers: Client, ana: Person) -> None:
    job = start(tasks.counting, by=ana, now=now() - timedelta(minutes=2))
    assert "Nadie está atendiendo los trabajos" in piece(hers, job)[0]
    other = start(tasks.counting, by=ana, now=now() - timedelta(minutes=3))
    assert take(worker="one", queues=QUEUES, now=now()) == other
    assert "Empieza en un momento" in piece(hers, job)[0], "somebody works: it is behind another one"


def test_the_bar_on_top_counts_what_goes_on_and_asks_only_then(hers: Client, ana: Person) -> None:
    assert "en curso" not in text_of(hers, "/perfil/")
    start(tasks.counting, by=ana, now=now())
    start(tasks.counting, by=ana, now=now())
    assert "2 trabajos en curso" in text_of(hers, "/perfil/")
    assert hers.get("/trabajos/aviso/?n=2").status_code == 204
    assert "2 trabajos en curso" in text_of(hers, "/trabajos/aviso/?n=1")
    work_off(now=now())
    ended = text_of(hers, "/trabajos/aviso/?n=2")
    assert "Tus trabajos terminaron" in ended
    assert "hx-trigger" not in ended


def test_the_bar_on_top_costs_one_query_at_most(
    hers: Client, ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hers.get("/perfil/")
    with django_assert_max_num_queries(MOST_QUERIES) as asked:
        hers.get("/perfil/")
    assert sum("store_job" in query["sql"] for query in asked.captured_queries) == 1
    with django_assert_max_num_queries(MOST_QUERIES) as asked:
        hers.get("/buscar/?q=a", headers={"HX-Request": "true", "HX-Target": "found"})
    assert not any("store_job" in query["sql"] for query in asked.captured_queries), "a piece has no bar on top"


def many(person: Person, size: int) -> None:
    Job.objects.bulk_create(
        Job(
            task="tests.jobs.tasks.plain",
            title=stored(Text("Trying {file}").fill(file=f"{index}.csv")),
            queue="default",
            attempts=3,
            by=person,
            created_at=now(),
            run_after=now(),
            started_at=now(),
            state=(DONE, FAILED, RUNNING, WAITING)[index % 4],
        )
        for index in range(size)
    )


def test_a_thousand_jobs_ask_the_database_as_often_as_ten(
    signed_in: As, ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    administrator, counts = signed_in("administrator"), []
    for size in (10, 1_000):
        Job.objects.all().delete()
        many(ana, size)
        administrator.get("/trabajos/")
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            assert "Trying" in text_of(administrator, "/trabajos/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Página" in text_of(administrator, "/trabajos/") or "de 1.000" in text_of(administrator, "/trabajos/")


@pytest.mark.parametrize(
    ("seconds", "words"), [(-1, "0 s"), (8.9, "8 s"), (125, "2 min 5 s"), (3600, "1 h 0 min"), (3840, "1 h 4 min")]
)
def test_how_long_it_took(seconds: float, words: str) -> None:
    assert took(timedelta(seconds=seconds)).say("es") == words


def test_the_moments_are_those_of_the_company(hers: Client, ana: Person) -> None:
    start(tasks.plain, by=ana, now=datetime(2026, 11, 20, 3, 30, tzinfo=UTC))
    assert "22:30" in text_of(hers, "/trabajos/"), "America/Bogota, five hours behind"
