"""Reglas de las medidas que no caben en la página / rules of the measures that the page leaves out."""

from __future__ import annotations

from datetime import date

from clave.measures import wallet
from clave.measures.registry import FAMILIES, MEASURES
from tests.spec.measure_examples import Example, read, wrong


def holds(text: str) -> Example:
    example = read(text)
    assert wrong(example) == []
    return example


def test_a_customer_who_bought_nothing_this_year_has_zero_money_not_missing_money() -> None:
    """Quien no compró en el año tiene cero, no un dato faltante."""
    holds("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net
        2022-01-10 | F1       | A        | 100
        → money A = 0
        → money_before A = 0
        → active A = 0
        → share A = no disponible
        → abc A = no disponible
        → kilos A = no disponible
    """)


def test_a_new_customer_has_no_growth_rather_than_infinite_growth() -> None:
    """Un cliente nuevo no tiene crecimiento."""
    rows = "\n".join(f"2024-{month:02d}-05 | F{month} | A | 100" for month in range(1, 13))
    holds(f"""
        al 2024-12-31
        política growth.minimum_months = 12
        invoice_line
        date | document | customer | net
        2020-01-01 | F0 | B | 1
        {rows}
        → growth A = poca historia
        → growth_median A = poca historia
    """)


def test_growth_of_who_always_grows_by_a_fifth() -> None:
    """Crecer siempre un quinto: mediana y extremos del intervalo dicen lo mismo."""
    before = "\n".join(f"2023-{month:02d}-05 | F{month} | A | 100" for month in range(1, 13))
    year = "\n".join(f"2024-{month:02d}-05 | G{month} | A | 120" for month in range(1, 13))
    holds(f"""
        al 2024-12-31
        invoice_line
        date | document | customer | net
        {before}
        {year}
        → growth A = 0.200
        → growth_median A = 0.200
        → growth_low A = 0.200
        → growth_high A = 0.200
    """)


def test_an_old_open_invoice_still_spoils_the_habit_and_a_later_payment_is_not_seen() -> None:
    """Una factura vieja abierta sigue contando, y un pago posterior al corte no se ve."""
    example = holds("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net
        2022-01-01 | F1       | A        | 100
        receivable
        document | customer | issued_date | due_date   | amount | paid_date
        F1       | A        | 2022-01-01  | 2022-12-31 | 100    | 2025-03-01
        F2       | A        | 2024-12-15  | 2025-01-15 | 900    | -
        → days_beyond A = 731
        → within_terms A = 0
        → worst_open A = 731
    """)
    late = example.measured().details["payment"]["A"]
    assert [(row["document"], row["due_date"], row["paid_date"], row["days"], row["amount"]) for row in late] == [
        ("F1", date(2022, 12, 31), None, 731, 100.0)
    ]


def test_who_owes_nothing_due_yet_has_too_little_history() -> None:
    """Sin vencimientos todavía: poca historia. Sin cartera: no disponible."""
    holds("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net
        2024-12-01 | F1       | A        | 100
        2024-12-01 | F2       | B        | 100
        receivable
        document | customer | issued_date | due_date   | amount
        F1       | A        | 2024-12-01  | 2025-01-15 | 100
        → days_beyond A = poca historia
        → worst_open A = 0
        → days_beyond B = no disponible
    """)


def test_a_foreign_line_counts_at_the_last_rate_and_not_at_all_without_one() -> None:
    """Otra moneda: la última tasa hasta ese día; sin tasa la línea no cuenta, y se dice."""
    example = holds("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net | currency
        2024-02-10 | F1       | A        | 10  | USD
        2024-02-10 | F2       | A        | 99  | EUR
        2024-02-10 | F3       | A        | 500 | COP
        exchange_rate
        currency | date       | rate
        USD      | 2024-02-01 | 4000
        USD      | 2024-02-11 | 9000
        → money A = 40500
    """)
    assert example.measured().details["currency"] == {"EUR": 1}


def test_a_declared_wallet_wins_while_it_is_fresh() -> None:
    """El bolsillo declarado manda mientras esté vigente."""
    holds("""
        al 2024-12-31
        invoice_line
        date       | document | customer | net
        2024-02-10 | F1       | A        | 100
        2024-02-10 | F2       | B        | 100
        declared_wallet
        customer | date       | amount | expires_date
        A        | 2024-06-01 | 400    | -
        B        | 2023-06-01 | 400    | -
        → wallet A = 400
        → headroom A = 300
        → share_of_wallet A = 0.25
        → wallet B = no disponible
    """)


def test_the_grid_of_a_customer_adds_up_to_its_headroom() -> None:
    """La cuadrícula cliente × familia suma el espacio."""
    rows = "\n".join(f"2024-02-01 | F{n} | C{n} | {'resinas' if n % 2 else 'pinturas'} | {n}00" for n in range(1, 9))
    both = "\n".join(f"2024-02-02 | G{n} | C{n} | pinturas | {n}0" for n in range(1, 9))
    example = read(f"""
        al 2024-12-31
        política wallet.minimum_peers = 3
        política wallet.maximum_peers = 4
        invoice_line
        date | document | customer | family | net
        {rows}
        {both}
    """)
    measured = example.measured()
    for customer in measured.customers:
        cells = wallet.grid(measured, customer)
        headroom = measured.numbers(wallet.headroom)[measured.index(customer)]
        assert abs(sum(cell.headroom for cell in cells) - headroom) < 1e-9
        assert len(wallet.peers_of(measured, customer)) == 4
        assert customer not in wallet.peers_of(measured, customer)


def test_families_that_stopped_say_since_when_and_how_much() -> None:
    """La familia perdida dice desde cuándo y cuánto valía."""
    example = holds("""
        al 2024-12-31
        invoice_line
        date       | document | customer | family  | net
        2024-01-01 | F1       | A        | resinas | 10
        2024-01-31 | F2       | A        | resinas | 10
        2024-03-01 | F3       | A        | resinas | 10
        2024-03-31 | F4       | A        | resinas | 12.5
        → lost_families A = 1
    """)
    (lost,) = example.measured().details["families"]["A"]
    assert (lost["family"], lost["last_date"], lost["rhythm"], lost["money_a_year"]) == (
        "resinas", date(2024, 3, 31), 30.0, 42.5,
    )  # fmt: skip


def test_cost_to_serve_names_what_it_does_not_know_and_has_no_figure_in_another_currency() -> None:
    """El costo de servir nombra lo que no sabe."""
    facts = """
        al 2024-12-31
        moneda {currency}
        invoice_line
        date       | document | customer | net
        2024-01-01 | F1       | A        | 10
        → cost_to_serve A = {cost}
    """
    known = holds(facts.format(currency="COP", cost="13800")).measured().details["cost"]
    assert [driver.key for driver in known.known] == ["invoice_line", "small_order"]
    assert {"delivery", "visit", "service_lab", "credit"} <= {driver.key for driver in known.unknown}
    holds(facts.format(currency="USD", cost="no disponible"))


def test_every_measure_is_declared_once_with_its_source() -> None:
    """Cada medida dice qué es, de dónde sale y qué archivo la da."""
    declared = [measure for family in FAMILIES for measure in family.measures]
    assert len(declared) == len(MEASURES)
    for measure in declared:
        assert measure.source
        assert measure.needs
        assert measure.label.say("en")
        assert measure.meaning.say("en").endswith(".")
