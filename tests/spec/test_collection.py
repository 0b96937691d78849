"""Collection, the manual · Cartera, el manual: how an account wants its invoice, and who asks it to pay, when and why.

docs/explanation/cobro.md tells the same with the same figures.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clave.base.figures import Figure
from clave.policy.reading import default
from clave.privileges.collection.debts import Debt, debts
from clave.privileges.collection.habit import before_and_after, habit
from clave.privileges.collection.hours import Contact, when, window
from clave.privileges.collection.promises import Promise, outcome, record
from clave.privileges.collection.routes import Route, dunned, of
from clave.privileges.collection.wishes import Invoice, Wish, checks, taken_in
from clave.privileges.collection.worklist import Asked, Dispute, Task, by_person, worklist

TODAY = date(2026, 3, 10)  # a Tuesday
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LIMITS = default().at(TODAY)
PAGE = Path(__file__).parents[2] / "docs/explanation/cobro.md"
NBSP = "\u00a0"
FIRST, LAST = (datetime.combine(date(year, 1, 1), time()) for year in (2024, 2030))


def debt(
    document: str, customer: str, late: int, amount: int = 1000, paid: int = 0, paid_late: int | None = None
) -> Debt:
    """A debt that is `late` days past due today; below zero = still to come."""
    due = TODAY - timedelta(days=late)
    paid_on = None if paid_late is None else due + timedelta(days=paid_late)
    return Debt(document, customer, due, Decimal(amount), Decimal(paid), paid_on, name=customer.title(), currency="COP")


def route(customer: str) -> Route:
    """Aceros is a key account that Ana answers for; Luz is a natural person; the others are ordinary."""
    return of(customer, LIMITS, owner="Ana" if customer == "aceros" else None, person=customer == "luz")


def listed(*debts: Debt, **rest: object) -> tuple[Task, ...]:
    return worklist(Asked(NOW, debts, route, **rest), LIMITS)  # type: ignore[arg-type]


def said(task: Task) -> str:
    return task.reason.say("en").replace(NBSP, " ")


def test_the_worklist_in_order() -> None:
    """La lista de cobro, en orden: disputas, promesas rotas, lo vencido por días y dinero, lo que está por vencer."""
    tasks = listed(
        debt("F1", "aceros", 12, 5000),
        debt("F2", "aceros", -4, 800),
        debt("F3", "luz", 20, 300),
        debt("F4", "sur", 2, 9000),
        debt("F5", "norte", 40, 700),
        debt("F6", "este", 8, 400),
        debt("F7", "oeste", -3, 400),
        promises=(Promise("este", ("F6",), Decimal(400), date(2026, 3, 1), date(2026, 3, 6), "COP"),),
        disputes=(Dispute("norte", "F5", date(2026, 2, 20), "price", "Billing"),),
    )
    assert [(task.customer, task.code, task.by, task.oldest, str(task.balance)) for task in tasks] == [
        ("norte", "dispute", "Billing", 40, "700"),
        ("este", "broken", "", 8, "400"),
        ("luz", "late", "", 20, "300"),
        ("aceros", "late", "Ana", 12, "5000"),
        ("sur", "late", "", 2, "9000"),
    ]
    assert [said(task) for task in tasks] == [
        "Not collected: the customer disputes F5 since 20 Feb 2026 (price). Billing answers.",
        "Broken: COP 400 was promised for 6 Mar 2026 and nothing came.".replace("COP", "$"),
        "1 document late, the oldest by 20 days.",
        "1 document late, the oldest by 12 days. No dunning letter goes: it is asked in person.",
        "1 document late, the oldest by 2 days.",
    ]
    assert list(by_person(tasks)) == ["", "Ana", "Billing"]


WAITS = """
customer | days late | contacted days ago | code
aceros   | 2         |                    | quiet
aceros   | 3         |                    | late
aceros   | 9         | 3                  | asked
aceros   | 9         | 7                  | late
aceros   | -5        |                    | coming
aceros   | -5        | 1                  | asked
aceros   | -6        |                    |
sur      | 1         |                    | late
sur      | -1        |                    |
"""


@pytest.mark.parametrize("row", WAITS.strip().splitlines()[1:])
def test_the_route_says_when(row: str) -> None:
    """La ruta dice cuándo: a una cuenta clave se le avisa antes y se le espera más; a nadie se le pregunta a diario."""
    customer, late, ago, code = (cell.strip() for cell in row.split("|"))
    contacts = (Contact(customer, NOW - timedelta(days=int(ago)), "call"),) if ago else ()
    found = listed(debt("F1", customer, int(late)), contacts=contacts)
    assert [task.code for task in found] == ([code] if code else [])


def test_a_promise_that_is_still_open_is_left_in_peace() -> None:
    """Una promesa vigente se deja en paz; lo que no cubre se cobra."""
    promise = Promise("sur", ("F1",), Decimal(1000), date(2026, 3, 9), date(2026, 3, 20), "COP")
    (task,) = listed(debt("F1", "sur", 5), promises=(promise,))
    assert (task.code, task.to_do) == ("promised", False)
    (task,) = listed(debt("F1", "sur", 5), debt("F2", "sur", 3), promises=(promise,))
    assert (task.code, [each.document for each in task.debts]) == ("late", ["F2"])


def test_years_are_said_as_years() -> None:
    """Lo muy viejo se dice en años y meses; hasta el año, en días."""
    ages = {26: "26 días", 365: "365 días", 366: "1 año", 1010: "2 años y 9 meses", 730: "2 años"}
    assert {days: Figure(days, "age").say("es").replace(NBSP, " ") for days in ages} == ages
    (task,) = listed(debt("F1", "sur", 1010))
    assert said(task) == "1 document late, the oldest by 2 years and 9 months."


def test_currencies_are_never_added_up() -> None:
    """Las monedas no se suman."""
    dollars = Debt("F9", "sur", date(2026, 3, 1), Decimal(50), currency="USD")
    assert {task.currency: task.balance for task in listed(debt("F1", "sur", 5), dollars)} == {
        "COP": Decimal(1000),
        "USD": Decimal(50),
    }


PROMISES = """
paid | after its day | today        | state
1000 | 0             | 2026-03-20   | kept
1000 | 1             | 2026-03-20   | kept
1000 | 2             | 2026-03-20   | broken
400  | 0             | 2026-03-20   | partly
0    |               | 2026-03-11   | open
0    |               | 2026-03-12   | broken
1000 | -10           | 2026-03-20   | broken
"""


@pytest.mark.parametrize("row", PROMISES.strip().splitlines()[1:])
def test_promises_to_pay(row: str) -> None:
    """Promesas de pago, hechas el 5 para el 10: cumplida, en parte, rota o vigente; el banco tiene un día más."""
    paid, after, today, state = (cell.strip() for cell in row.split("|"))
    paid_on = date(2026, 3, 10) + timedelta(days=int(after)) if after else None
    owed = Debt("F1", "sur", date(2026, 3, 1), Decimal(1000), Decimal(paid), paid_on)
    promise = Promise("sur", ("F1",), Decimal(1000), date(2026, 3, 5), date(2026, 3, 10))
    assert outcome(promise, [owed], date.fromisoformat(today), LIMITS).state == state


def test_a_promise_without_facts_is_not_judged() -> None:
    """Una promesa sin hechos no se juzga, y no cuenta."""
    promise = Promise("sur", ("F8",), Decimal(1), TODAY, TODAY)
    found = outcome(promise, [], TODAY, LIMITS)
    assert found.state == "unknown"
    assert record([found]).rate is None


CONTACT = """
now              | person | earlier contacts       | may | from
2026-03-10 06:59 | yes    |                        | no  | 2026-03-10 07:00
2026-03-10 07:00 | yes    |                        | yes |
2026-03-10 19:00 | yes    |                        | no  | 2026-03-11 07:00
2026-03-14 14:59 | yes    |                        | yes |
2026-03-14 15:00 | yes    |                        | no  | 2026-03-16 07:00
2026-03-15 10:00 | yes    |                        | no  | 2026-03-16 07:00
2026-03-23 10:00 | yes    |                        | no  | 2026-03-24 07:00
2026-03-10 10:00 | yes    | 2026-03-10 08:00 call  | no  | 2026-03-11 07:00
2026-03-10 10:00 | yes    | 2026-03-09 08:00 mail  | no  | 2026-03-16 07:00
2026-03-10 10:00 | yes    | 2026-03-06 08:00 mail  | yes |
2026-03-10 10:00 | no     | 2026-03-10 08:00 mail  | yes |
2026-03-15 10:00 | no     |                        | no  | 2026-03-16 07:00
"""


@pytest.mark.parametrize("row", CONTACT.strip().splitlines()[1:])
def test_when_people_may_be_asked_by_law(row: str) -> None:
    """Ley 2300 de 2023, art. 3: lunes a viernes de 7 a 19, sábados de 8 a 15, nunca domingos ni festivos; a una persona
    natural, una vez al día y por un solo canal a la semana. El 23 de marzo de 2026 es festivo."""
    now, person, earlier, may, since = (cell.strip() for cell in row.split("|"))
    contacts = []
    if earlier:
        day, hour, way = earlier.split()
        contacts.append(Contact("luz", datetime.fromisoformat(f"{day}T{hour}+00:00"), way))
    found = when(datetime.fromisoformat(now + "+00:00"), "call", person == "yes", contacts, LIMITS)
    assert found.now == (may == "yes")
    if since:
        assert found.since == datetime.fromisoformat(since + "+00:00")
        assert found.because is not None


@settings(deadline=None)
@given(st.datetimes(FIRST, LAST), st.booleans(), st.lists(st.integers(0, 200), max_size=4))
def test_nobody_is_ever_sent_outside_the_hours(moment: datetime, person: bool, ago: list[int]) -> None:
    """Lo que se permite, y desde cuándo, cae siempre dentro de las horas."""
    now = moment.replace(tzinfo=UTC, second=0, microsecond=0)
    contacts = [Contact("luz", now - timedelta(hours=each), "mail" if each % 2 else "call") for each in ago]
    found = when(now, "call", person, contacts, LIMITS)
    assert found.since is not None
    assert found.since >= now
    hours = window(found.since.date(), LIMITS)
    assert hours is not None
    assert hours[0] <= found.since.hour + found.since.minute / 60 < hours[1]
    assert when(found.since, "call", person, contacts, LIMITS).now, "waiting until then is enough"


def test_dunning_never_goes_by_itself_to_a_key_account() -> None:
    """A una cuenta clave nunca le llega un cobro automático, elija lo que elija quien la atiende."""
    own = Route("", "Ana", "visit", "courteous", "Señora Gómez", automatic=True, first=10)
    chosen = of("aceros", LIMITS, owner="Ana", own=own)
    assert (chosen.customer, chosen.way, chosen.first, chosen.automatic, chosen.chosen) == (
        "aceros", "visit", 10, False, True,
    )  # fmt: skip
    assert dunned([chosen, route("aceros"), route("luz"), route("sur")]) == ("sur",)


WISH = Wish("aceros", "facturas@aceros.co", "portal", "https://portal.aceros.co", needs_order=True, cut_off=25)


@pytest.mark.parametrize(
    ("invoice", "codes"),
    [
        (Invoice("F1", "aceros", date(2026, 3, 25), "OC-7", "Facturas@aceros.co ", "portal"), ()),
        (Invoice("F2", "aceros", date(2026, 3, 26), " ", "ana@aceros.co", "mail"), ("order", "recipient", "channel", "cut_off")),
    ],
)  # fmt: skip
def test_what_an_invoice_lacks_of_what_its_account_wants(invoice: Invoice, codes: tuple[str, ...]) -> None:
    """Lo que le falta a una factura de lo que su cuenta pidió."""
    assert tuple(lack.code for lack in checks(WISH, invoice)) == codes


def test_the_day_on_which_an_invoice_is_taken_in() -> None:
    """Después del día de corte se recibe el primero del mes siguiente."""
    assert taken_in(WISH, date(2026, 12, 26)) == date(2027, 1, 1)
    assert taken_in(Wish("sur"), date(2026, 12, 31)) == date(2026, 12, 31)
    (lack,) = checks(Wish("sur", cut_off=25), Invoice("F1", "sur", date(2026, 3, 26)))
    assert lack.sentence.say("en").replace(NBSP, " ") == (
        "It is after day 25: the account takes it in on 1 Apr 2026. Issue it then, or agree on it."
    )


def test_days_beyond_terms_before_and_after() -> None:
    """Días de mora antes y después de la condición: pesa el dinero, pagar antes no compensa, lo abierto cuenta."""
    since = date(2025, 3, 1)
    before = [
        Debt(f"A{at}", "aceros", date(2024, 4 + at, 1), Decimal(100), Decimal(100), date(2024, 4 + at, 13))
        for at in range(6)
    ]
    after = [
        Debt(
            f"B{at}", "aceros", date(2025, 4 + at, 1), Decimal(100), Decimal(100), date(2025, 4 + at, 1 + 2 * (at % 3))
        )
        for at in range(6)
    ]
    found = before_and_after([*before, *after], since, TODAY, LIMITS)
    assert (found.before.days, found.after.days, found.change) == (12, 2, -10)
    assert (
        found.sentence.say("en").replace(NBSP, " ") == "2 days beyond terms, and 12 days before it was a key account."
    )
    few = before_and_after([*before, *after[:2]], since, TODAY, LIMITS)
    assert few.change is None
    assert few.after.days is not None, "it is known, and too little to compare"
    assert habit([], since, TODAY, TODAY).days is None, "nothing due is no habit, never zero days"


def test_what_was_paid_later_was_still_open_then() -> None:
    """Lo que se pagó después estaba abierto entonces."""
    late = [Debt(f"A{at}", "sur", date(2025, 2, 1), Decimal(1), Decimal(1), date(2026, 1, 1)) for at in range(5)]
    found = before_and_after(late, date(2025, 3, 1), TODAY, LIMITS)
    assert found.before.days == 27, "1 to 28 February; nobody knew yet that it would take until January"


def test_wrong_receivables_are_set_aside() -> None:
    """Lo que está mal se aparta con una frase; el resto queda."""
    row = {
        "document": "F1", "line": "1", "customer": "sur", "issued_date": None, "due_date": TODAY, "amount": Decimal(10),
        "paid_date": None, "paid_amount": None,
    }  # fmt: skip
    found = debts(
        [
            row,
            {**row, "document": "F2", "amount": Decimal(-5)},
            {**row, "document": "F3", "due_date": None},
            {**row, "document": "F4", "issued_date": TODAY + timedelta(days=1)},
            {**row, "document": "F5", "paid_date": TODAY, "paid_amount": Decimal(4)},
            {**row, "document": "F6", "paid_date": TODAY, "paid_amount": None},
            {**row, "document": "F7", "paid_date": TODAY + timedelta(days=1), "paid_amount": Decimal(4)},
        ],
        TODAY,
    )
    assert [(each.document, str(each.balance)) for each in found.open] == [("F1", "10"), ("F5", "6"), ("F7", "10")]
    assert [each.say("en") for each in found.set_aside] == [
        "Document F2 has nothing above zero to pay, and is not collected.",
        "Document F3 says no due day, and is not collected. Enter it.",
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["aceros", "luz", "sur"]), st.integers(-10, 60), st.integers(1, 500)), max_size=12
    )
)
def test_what_is_late_is_on_the_list_once(made: list[tuple[str, int, int]]) -> None:
    """Todo lo vencido está en la lista, una sola vez, y el saldo cuadra al peso."""
    owed = [debt(f"F{at}", *each) for at, each in enumerate(made)]
    tasks = listed(*owed)
    late = {each.document for each in owed if each.late(TODAY) > 0}
    shown = [each.document for task in tasks for each in task.debts if each.late(TODAY) > 0]
    assert sorted(shown) == sorted(late)
    assert all(task.balance == sum(each.balance for each in task.debts) for task in tasks)


def test_the_page_tells_the_same() -> None:
    """La página de explicación dice lo mismo."""
    text = PAGE.read_text("utf-8")
    for expected in ("5 días antes", "3 días", "cada 7 días", "7:00 a 19:00", "8:00 a 15:00", "de 12 a 2 días"):
        assert expected in text, expected
