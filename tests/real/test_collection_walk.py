"""Una semana de cobro con facturas reales (IBM, 100 clientes, 2.466 facturas), como la hace la gente: importar la cartera como
estaba el 26 de abril de 2013, mirar la lista, anotar y deshacer, y a la semana leer los pagos que de verdad llegaron.

El oráculo es aparte y lento: lee el CSV línea por línea. **Quiénes son clave, el tipo de persona y las promesas los pone la
prueba**; los pagos que las cumplen o las rompen son los reales. docs/explanation/cobro.md cuenta las mismas cifras."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.collection import close_note, note_contact, note_promise, open_dispute, report_error, take_back_note
from clave.actions.collection_terms import choose_route, take_back_route
from clave.actions.ownership import assign
from clave.actions.status import change_status
from clave.base.errors import ClaveError
from clave.base.words import said
from clave.policy.reading import default
from clave.privileges.collection.habit import before_and_after
from clave.privileges.collection.promises import outcome
from clave.privileges.collection.records import Days
from clave.privileges.collection.routes import Route
from clave.privileges.collection.worklist import Task
from clave.store.collecting import collected, receivables
from clave.store.collection import known_persons, promise_of
from clave.store.models import OWNER, Company, PaymentPromise, Person
from tests.real import books
from tests.real.installed import imported

pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(not books.shared_data().is_dir(), reason="the real data of ../shared/data is not here"),
]
TODAY, KEY_SINCE, FRIDAY = date(2013, 4, 26), date(2013, 1, 2), date(2013, 5, 3)
NOW, LATER = (
    datetime(day.year, day.month, day.day, 15, tzinfo=UTC) for day in (TODAY, FRIDAY)
)  # ten in the morning, there
LIMITS = default().at(date.max)
PAGE = Path(__file__).parents[2] / "docs/explanation/cobro.md"
KEYS = 8
NATURAL = "9117-LYRCE"


@dataclass(frozen=True)
class Paper:
    """An invoice of the file."""

    customer: str
    number: str
    issued: date
    due: date
    amount: Decimal
    settled: date

    def open_on(self, day: date) -> bool:
        """Whether it is open at the end of a day."""
        return self.issued <= day < self.settled


def papers() -> list[Paper]:
    """The whole file, line by line."""

    def day(text: str) -> date:
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone

    with books.ibm_receivables_csv().open(encoding="utf-8") as source:
        return [
            Paper(row["customerID"], row["invoiceNumber"], day(row["InvoiceDate"]), day(row["DueDate"]),
                  Decimal(row["InvoiceAmount"]), day(row["SettledDate"]))
            for row in csv.DictReader(source)
        ]  # fmt: skip


def exported(day: date, folder: Path) -> Path:
    """The receivables as the ERP had them on a day: what came later is not there yet."""
    path = folder / f"cartera-{day}.csv"
    with path.open("w", encoding="utf-8", newline="") as sink:
        out = csv.writer(sink)
        out.writerow(["customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount", "SettledDate"])
        for one in papers():
            if one.issued <= day:
                paid = f"{one.settled:%d/%m/%Y}" if one.settled <= day else ""
                out.writerow(
                    [one.customer, one.number, f"{one.issued:%d/%m/%Y}", f"{one.due:%d/%m/%Y}", one.amount, paid]
                )
    return path


def keys() -> list[str]:
    """The eight that had bought most by the day."""
    money: dict[str, Decimal] = defaultdict(Decimal)
    for one in papers():
        if one.issued <= TODAY:
            money[one.customer] += one.amount
    return sorted(money, key=lambda code: (-money[code], code))[:KEYS]


def slow_list(day: date) -> list[tuple[str, str, int, Decimal, int]]:
    """The worklist by the page's rules and nothing else: customer, what, days late of the oldest, balance, documents."""
    owed: dict[str, list[Paper]] = defaultdict(list)
    for one in papers():
        if one.open_on(day):
            owed[one.customer].append(one)
    key, found = set(keys()), []
    for customer, mine in owed.items():
        first, before = (3, 5) if customer in key else (1, None)
        late = [one for one in mine if one.due < day]
        coming = [one for one in mine if before is not None and 0 <= (one.due - day).days <= before]
        shown = late or coming
        if shown:
            oldest = max((day - one.due).days for one in shown)
            what = "coming" if not late else "late" if oldest >= first else "quiet"
            found.append((customer, what, oldest, sum((one.amount for one in shown), Decimal(0)), len(shown)))
    order = ("late", "coming", "quiet")
    return sorted(found, key=lambda one: (order.index(one[1]), -one[2], -one[3], one[0]))


def slow_habit(customer: str, first: date, last: date, as_of: date) -> tuple[float, int]:
    """Days beyond terms, weighed by money, of what fell due from first to last, as it stood on a day."""
    money, weighed, many = Decimal(0), Decimal(0), 0
    for one in papers():
        if one.customer == customer and first <= one.due <= last and one.issued <= as_of:
            until = min(one.settled, as_of)
            money += one.amount
            weighed += one.amount * max(0, (until - one.due).days)
            many += 1
    return float(weighed / money), many


def shape(tasks: tuple[Task, ...]) -> list[tuple[str, str, int, Decimal, int]]:
    return [(one.customer, one.code, one.oldest, one.balance, len(one.debts)) for one in tasks]


def code_of(customer: str, now: datetime = NOW) -> str:
    """What the list says of one customer; empty where it says nothing."""
    return next((one.code for one in collected(now, LIMITS).tasks if one.customer == customer), "")


@pytest.fixture
def people(settings: Settings, tmp_path: Path) -> dict[str, Person]:
    """A company of its own with the receivables of the day, the kind of person of one customer, and eight key accounts."""
    settings.CLAVE_FACTS, settings.CLAVE_SOURCES = tmp_path / "facts", tmp_path / "sources"
    Company.objects.create(id=1, name="IBM Receivables", currency="USD", created_at=NOW)
    found = {
        role: Person.objects.create_person(email=f"{role}@x.example", name=name, role=role, password=None, created_at=NOW)
        for role, name in (("administrator", "Alma"), ("director", "Lucía"), ("credit", "Rosalba"), ("kam", "Nora"))
    }  # fmt: skip
    clients = tmp_path / "clientes.csv"
    clients.write_text(f"Código cliente;Tipo de persona\n{NATURAL};Natural\n5148-SYKLB;Jurídica\n", encoding="utf-8")
    files = [(exported(TODAY, tmp_path), "receivable"), (clients, "customer")]
    assert all(one.state == "loaded" for one in imported(files, found["administrator"], now=NOW))
    for customer in keys():
        for to in ("nominated", "proposed", "decided", "announced", "trial"):
            change_status(by=found["director"], now=NOW, customer=customer, name=customer, to=to, effective_on=KEY_SINCE,
                          reason="Compra más que nadie.", category="volume")  # fmt: skip
        assign(by=found["director"], now=NOW, customer=customer, name=customer, part=OWNER, person=found["kam"],
               starts_on=TODAY, override="Prueba")  # fmt: skip
    return found


def test_la_lista_es_la_que_dice_la_cuenta_a_mano(people: dict[str, Person]) -> None:
    """Dieciséis cuentas: catorce vencidas con 18 facturas por 1.286,42 y dos por vencer; la más vieja lleva 26 días."""
    found = collected(NOW, LIMITS)
    assert (found.day, found.old, found.set_aside) == (TODAY, False, ())
    assert shape(found.tasks) == slow_list(TODAY)
    late = [one for one in found.tasks if one.code == "late"]
    assert (len(found.tasks), len(late), sum(len(one.debts) for one in late)) == (16, 14, 18)
    assert sum(one.balance for one in late) == Decimal("1286.42")
    assert (found.tasks[0].customer, found.tasks[0].oldest) == (NATURAL, 26)
    assert sum(one.open_on(TODAY) for one in papers()) == 102
    for one in found.tasks:
        assert said(one.reason, "es").endswith("."), "every line says why"
        assert one.by == ("Nora" if one.customer in keys() else "")
        assert one.route.automatic is (one.customer not in keys())


@pytest.mark.parametrize("day", [date(2013, 5, 17), date(2013, 6, 10), date(2013, 9, 2)])
def test_tambien_otros_dias(people: dict[str, Person], tmp_path: Path, day: date) -> None:
    """La lista de otro día, con la cartera de ese día, es la de la cuenta a mano."""
    now = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    imported([(exported(day, tmp_path), "receivable")], people["administrator"], now=now)
    assert shape(collected(now, LIMITS).tasks) == slow_list(day)


def test_dias_de_mora_antes_y_despues(people: dict[str, Person]) -> None:
    """De las ocho, contra la cuenta lenta: la 4640-FGEJI pasó de 3,5 a 6,3 días con siete facturas."""
    told = {}
    for customer in keys():
        both = before_and_after(receivables(customer, TODAY).rows, KEY_SINCE, TODAY, LIMITS)
        before = slow_habit(customer, date(2012, 1, 2), KEY_SINCE - timedelta(days=1), KEY_SINCE - timedelta(days=1))
        after = slow_habit(customer, KEY_SINCE, TODAY, TODAY)
        assert (both.before.days, both.before.count) == (pytest.approx(before[0]), before[1])
        assert (both.after.days, both.after.count) == (pytest.approx(after[0]), after[1])
        told[customer] = (round(before[0], 1), round(after[0], 1), after[1])
    assert told["4640-FGEJI"] == (3.5, 6.3, 7)


def test_lo_anotado_cambia_la_lista_y_deshecho_la_deja_igual(people: dict[str, Person]) -> None:
    """Ruta, disputa, error y contacto: cada uno dice su efecto y se deshace."""
    credit, director = people["credit"], people["director"]
    before = shape(collected(NOW, LIMITS).tasks)
    slow = Route("5148-SYKLB", "", "call", "courteous", first=30, again=15)
    route = choose_route(by=director, now=NOW, customer="5148-SYKLB", route=slow, asks=None, days=Days(TODAY),
                         reason="Paga a fin de mes")  # fmt: skip
    assert code_of("5148-SYKLB") == "quiet"
    take_back_route(by=director, now=NOW, customer="5148-SYKLB", number=route.pk)
    dispute = open_dispute(by=credit, now=NOW, customer="5148-SYKLB", document="9773021858", reason="price", words="Otro precio",
                           amount=None, told_on=TODAY, answers=director)  # fmt: skip
    assert collected(NOW, LIMITS).tasks[0].code == "dispute"
    close_note(
        by=credit, now=NOW, customer="5148-SYKLB", kind="dispute", number=dispute.pk, closed_on=TODAY, outcome="Aceptó"
    )
    error = report_error(by=credit, now=NOW, customer="7758-WKLVM", document="298536056", kind="order", words="Sin su orden",
                         told_on=TODAY, answers=credit, until=FRIDAY)  # fmt: skip
    take_back_note(by=credit, now=NOW, customer="7758-WKLVM", kind="error", number=error.pk)
    assert shape(collected(NOW, LIMITS).tasks) == before


def test_a_una_persona_natural_una_vez_al_dia_y_por_un_medio(people: dict[str, Person]) -> None:
    """Lo dice el archivo de clientes, sin que nadie lo marque en la ruta; de quien nada dice, no se sabe."""
    credit = people["credit"]
    assert known_persons() == {NATURAL: True, "5148-SYKLB": False}
    routes = {one.customer: one.route.person for one in collected(NOW, LIMITS).tasks}
    assert (routes[NATURAL], routes["5148-SYKLB"], routes["0709-LZRJV"]) == (True, False, None)
    first = note_contact(by=credit, now=NOW, customer=NATURAL, moment=NOW, way="call")
    assert code_of(NATURAL) == "asked"
    with pytest.raises(ClaveError, match="another channel this week"):
        note_contact(by=credit, now=NOW, customer=NATURAL, moment=NOW - timedelta(hours=1), way="mail")
    take_back_note(by=credit, now=NOW, customer=NATURAL, kind="contact", number=first.pk)
    assert code_of(NATURAL) == "late"
    company = Route(NATURAL, "", "mail", "usual", person=False)
    choose_route(by=people["director"], now=NOW, customer=NATURAL, route=company, asks=None, days=Days(TODAY),
                 reason="Es un consorcio")  # fmt: skip
    for way in ("call", "mail"):
        note_contact(by=credit, now=NOW, customer=NATURAL, moment=NOW, way=way)


def test_a_la_semana_los_pagos_dicen_que_promesa_se_cumplio(people: dict[str, Person], tmp_path: Path) -> None:
    """Tres prometieron para el 30 de abril: una pagó el 29; otra, 58,52 de 135,37; la tercera, nada hasta el 20 de mayo."""
    asked = {
        "0709-LZRJV": ("9800138273",), "8102-ABPKQ": ("4588532423", "5882624218"), "4460-ZXNDN": ("6984488539",),
    }  # fmt: skip
    amounts = {one.number: one.amount for one in papers()}
    for customer, documents in asked.items():
        note_promise(by=people["credit"], now=NOW, customer=customer, documents=documents, made=TODAY, until=date(2013, 4, 30),
                     amount=sum((amounts[one] for one in documents), Decimal(0)), said_by="Tesorería")  # fmt: skip
        assert code_of(customer) == "promised"
    imported([(exported(FRIDAY, tmp_path), "receivable")], people["administrator"], now=LATER)
    judged = {
        row.customer: outcome(promise_of(row), receivables(row.customer, FRIDAY).rows, FRIDAY, LIMITS)
        for row in PaymentPromise.objects.all()
    }
    assert {code: (one.state, one.paid) for code, one in judged.items()} == {
        "0709-LZRJV": ("kept", Decimal("30.89")), "8102-ABPKQ": ("partly", Decimal("58.52")),
        "4460-ZXNDN": ("broken", Decimal(0)),
    }  # fmt: skip
    assert code_of("4460-ZXNDN", LATER) == "broken"
    assert code_of("0709-LZRJV", LATER) == "", "it owes nothing that is due"


def test_la_pagina_cuenta_las_mismas_cifras() -> None:
    """docs/explanation/cobro.md, «Con facturas reales»."""
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    for figure in ("102 facturas abiertas", "16 cuentas", "14 vencidas con 18 facturas por US$ 1.286,42", "26 días",
                   "de 3,5 a 6,3 días", "US$ 58,52 de US$ 135,37", "20 de mayo"):  # fmt: skip
        assert figure in page, figure
