"""Alertas: qué se avisa, por qué, cuánto está en juego, qué tan seguro y qué pasó la última vez (issue 6, puntos 10 y 11).

Se lee como un manual: cada regla con un caso que la cumple y el que por poco no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from clave.base.words import _
from clave.operations.alerts.before import Earlier, false_rate, last_time
from clave.operations.alerts.buying import Bought, families_stopped, silent, thinning
from clave.operations.alerts.kept import broken, ending
from clave.operations.alerts.noted import CompetitorSeen, PlanLooked, competitors, stale_plans
from clave.operations.alerts.payment import Paid, drifting
from clave.operations.alerts.people import Around, Known, around
from clave.operations.alerts.shape import ACTS, KINDS, Alert, by_urgency, sure_of
from clave.operations.plan.freshness import freshness
from clave.operations.plan.said import PlanSaid
from clave.policy import declared
from clave.policy.reading import default
from clave.privileges.conditions import Condition
from clave.privileges.ledger.due import Due

TODAY = date(2026, 11, 17)
LIMITS = default().at(TODAY)


def plain(alert: Alert, language: str = "en") -> str:
    return alert.why.say(language).replace("\u00a0", " ")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def bought(*rows: tuple[str, str, int, float]) -> Bought:
    """Rows (account, family, days ago, money); "" = no family."""
    accounts = tuple(sorted({row[0] for row in rows}))
    families = tuple(sorted({row[1] for row in rows} - {""}))
    placed = sorted(
        (accounts.index(account), families.index(family) if family else -1, (ago(days) - date(1970, 1, 1)).days, money)
        for account, family, days, money in rows
    )
    account, family, day, money = (np.array(column) for column in zip(*placed, strict=True))
    return Bought(accounts, families, account, family, day, money.astype(np.float64))


def every(
    account: str, family: str, gap: int, last: int, times: int = 20, money: float = 30.0
) -> list[tuple[str, str, int, float]]:
    """It buys every so many days, for the last time so many days ago."""
    return [(account, family, last + gap * turn, money) for turn in range(times)]


# --- silent customer -------------------------------------------------------------------------------------------------
def test_a_customer_silent_for_longer_than_it_ever_was() -> None:
    (alert,) = silent(bought(*every("Otún", "", 18, last=70)), TODAY, LIMITS)
    assert plain(alert) == "70 days without buying; its longest pause in three years was 18 days, usually every 18 days"
    assert (alert.kind, alert.account, alert.worth) == ("silent", "Otún", "month")


@pytest.mark.parametrize(
    ("gap", "last", "alerts"),
    [
        (18, 59, 0),  # policy wants 60 days at least: it may be a holiday
        (18, 60, 1),
        (60, 74, 0),  # 1.25 × 60 = 75: not yet beyond its longest pause
        (60, 75, 1),
        (18, 365, 1),
        (18, 366, 0),  # after a year it is a lost customer, and no news
    ],
)
def test_from_when_on_it_is_an_alert(gap: int, last: int, alerts: int) -> None:
    assert len(silent(bought(*every("Otún", "", gap, last, times=12)), TODAY, LIMITS)) == alerts


def test_five_purchases_are_no_habit() -> None:
    assert silent(bought(*every("Otún", "", 18, 70, times=5)), TODAY, LIMITS) == []
    assert len(silent(bought(*every("Otún", "", 18, 70, times=6)), TODAY, LIMITS)) == 1


def test_a_month_of_its_last_year_is_at_stake() -> None:
    """Twelve purchases of 100 in the year up to the last: a month is 100."""
    (alert,) = silent(bought(*every("Otún", "", 30, 75, times=13, money=100.0)), TODAY, LIMITS)
    assert alert.money == pytest.approx(13 * 100 / 12)


def test_how_sure_comes_from_its_own_pauses() -> None:
    """19 pauses, none as long: with this one, one in twenty."""
    (alert,) = silent(bought(*every("Otún", "", 18, 70, times=20)), TODAY, LIMITS)
    assert alert.chance == pytest.approx(1 / 20)
    assert sure_of(None).say("en") == "Its history is too short to say how unusual this is."


def test_what_was_bought_later_was_not_known() -> None:
    rows = bought(*every("Otún", "", 18, last=70), ("Otún", "", 0, 5.0))
    assert silent(rows, TODAY, LIMITS) == []
    assert len(silent(rows, ago(1), LIMITS)) == 1


# --- family stopped, mix thinning ------------------------------------------------------------------------------------
def test_a_family_that_stopped_while_the_rest_goes_on() -> None:
    rows = bought(*every("Otún", "PU", 18, last=90), *every("Otún", "Hotmelt", 15, last=3))
    (alert,) = families_stopped(rows, TODAY, LIMITS)
    assert (alert.matter, alert.kind) == ("PU", "family")
    assert plain(alert).startswith("90 days without buying PU; its longest pause was 18 days")


def test_of_who_is_silent_altogether_no_family_is_told() -> None:
    rows = bought(*every("Otún", "PU", 18, last=90))
    assert families_stopped(rows, TODAY, LIMITS, besides=frozenset({"Otún"})) == []


def test_a_mix_that_thins_against_the_same_months_of_last_year() -> None:
    """Four families a year ago, two now: both gone ones by name, and twice their half year at stake."""
    then = [("Otún", family, 400, 50.0) for family in ("A", "B", "C", "D")]
    rows = bought(*then, ("Otún", "A", 30, 50.0), ("Otún", "B", 30, 50.0))
    (alert,) = thinning(rows, TODAY, LIMITS)
    assert plain(alert) == "buys 2 families in six months; in the same months of last year 4. It left C, D"
    assert alert.money == 200.0


def test_one_family_less_is_a_change_of_taste() -> None:
    then = [("Otún", family, 400, 50.0) for family in ("A", "B")]
    assert thinning(bought(*then, ("Otún", "A", 30, 50.0)), TODAY, LIMITS) == []


def test_who_buys_nothing_is_not_thinning_but_silent() -> None:
    then = [("Otún", family, 400, 50.0) for family in ("A", "B", "C")]
    assert thinning(bought(*then), TODAY, LIMITS) == []


# --- payment drifting ------------------------------------------------------------------------------------------------
def invoices(late: int, first: int, count: int, balance: str = "0") -> list[Paid]:
    """Invoices due every week up to `first` days ago, paid so many days late."""
    due = [ago(first + 7 * turn) for turn in range(count)]
    return [Paid("Otún", day, day + timedelta(days=late), Decimal(balance)) for day in due]


def test_it_pays_later_than_it_used_to() -> None:
    rows = [*invoices(15, 20, 6), *invoices(2, 120, 20), Paid("Otún", ago(16), None, Decimal("146.2"))]
    (alert,) = drifting(rows, TODAY, LIMITS)
    assert plain(alert).startswith(
        "pays 15 days after the due day; in the year before it was 2 days (7 invoices against 20)"
    )
    assert (alert.money, alert.worth) == (pytest.approx(146.2), "owed")
    assert alert.chance is not None
    assert alert.chance < 0.05


@pytest.mark.parametrize(
    "rows",
    [
        [*invoices(8, 20, 6), *invoices(2, 120, 20)],  # six days more: less than a week
        [*invoices(15, 20, 3), *invoices(2, 120, 20)],  # three invoices say nothing
        [*invoices(-1, 20, 6), *invoices(-20, 120, 20)],  # still before its day
    ],
)
def test_when_paying_later_is_no_alert(rows: list[Paid]) -> None:
    assert drifting(rows, TODAY, LIMITS) == []


def test_a_difference_that_chance_explains_is_no_alert() -> None:
    mixed = [
        Paid("Otún", ago(120 + 7 * turn), ago(120 + 7 * turn - (40 if turn % 2 else 0)), Decimal(0))
        for turn in range(20)
    ]
    now = [Paid("Otún", ago(20 + turn), ago(20 + turn - 27), Decimal(0)) for turn in (0, 1, 2, 3)]
    assert drifting([*mixed, *now], TODAY, LIMITS) == []


# --- promises and conditions -----------------------------------------------------------------------------------------
def due(days: int, money: str | None = None, state: str = "broken", privilege: str = "dispatch") -> Due:

    return Due("Otún", privilege, ago(days), "P-1", state, _("left a day late"), Decimal(money) if money else None)  # type: ignore[arg-type]


def test_promises_that_broke_are_one_alert_a_privilege() -> None:
    alerts = broken([due(3, "10"), due(9, "30"), due(2, privilege="complete"), due(4, state="kept")], TODAY, LIMITS)
    assert [(alert.matter, alert.money) for alert in alerts] == [("complete", None), ("dispatch", 40.0)]
    assert "broke 2 times" in plain(alerts[1])


def test_a_breach_of_last_quarter_belongs_to_the_digest() -> None:
    assert broken([due(30)], TODAY, LIMITS) == []
    assert len(broken([due(29)], TODAY, LIMITS)) == 1


def test_a_condition_that_ends() -> None:
    one = Condition(
        "Otún", "discount", Decimal("0.05"), ago(300), TODAY + timedelta(days=10), "volume", "x", family="PU", number=7
    )
    (alert,) = ending([one], TODAY, LIMITS, {7: 900.0})
    assert plain(alert) == "its condition on PU ends on 27 Nov 2026, in 10 days"
    assert (alert.matter, alert.money) == ("7", 900.0)
    far = replace(one, until=TODAY + timedelta(days=LIMITS[declared.condition_expiring] + 1))
    assert ending([far], TODAY, LIMITS, {}) == []


# --- people ----------------------------------------------------------------------------------------------------------
GLORIA = Known(1, "Gloria Mejía", ago(20), spoken_on=ago(5))
JAIRO = Known(2, "Jairo Tovar", ago(20), spoken_on=ago(40))
WELL = Around("Otún", "Patricia", ago(300), ago(30), (GLORIA, JAIRO), 960.0, touched=8)


def kinds(one: Around) -> list[str]:
    return [alert.kind for alert in around([one], TODAY, LIMITS)]


def test_an_account_with_all_its_people_has_no_alert() -> None:
    assert kinds(WELL) == []


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (replace(WELL, sponsor=""), ["sponsor"]),
        (replace(WELL, sponsor="", promised=False), []),
        (replace(WELL, sponsor_on=ago(120)), ["sponsor"]),
        (replace(WELL, sponsor_on=ago(119)), []),
        (replace(WELL, sponsor_on=None), ["sponsor"]),
        (replace(WELL, sponsor_on=None, sponsor_since=ago(10)), []),  # named last week
        (replace(WELL, people=(GLORIA, replace(JAIRO, spoken_on=None))), ["thread"]),
        (replace(WELL, people=(GLORIA, replace(JAIRO, spoken_on=None)), touched=1), []),
        (replace(WELL, people=(GLORIA,)), ["thread"]),
        (replace(WELL, people=(GLORIA, JAIRO, Known(3, "Luz", ago(20), left_on=ago(9)))), ["contact"]),
        (replace(WELL, people=(GLORIA, JAIRO, Known(3, "Luz", ago(20), left_on=ago(90)))), []),
        (replace(WELL, people=()), ["profile"]),
        (
            replace(WELL, people=(replace(GLORIA, confirmed_on=ago(181)), replace(JAIRO, confirmed_on=ago(200)))),
            ["profile"],
        ),
        (replace(WELL, people=(replace(GLORIA, confirmed_on=ago(181)), JAIRO)), []),
    ],
)
def test_what_is_missing_around_an_account(one: Around, found: list[str]) -> None:
    assert kinds(one) == found


def test_who_left_is_named_with_who_remains() -> None:
    alerts = around(
        [replace(WELL, people=(GLORIA, JAIRO, Known(3, "Luz Roa", ago(20), left_on=ago(9))))], TODAY, LIMITS
    )
    assert plain(alerts[0]) == "Luz Roa left on 8 Nov 2026; 2 people remain that we know"
    assert alerts[0].matter == "3"


# --- what people note ------------------------------------------------------------------------------------------------
def test_the_visit_of_a_competitor() -> None:
    seen = CompetitorSeen(4, "Otún", "Adhesol", ago(1), "Isabel Mora", "ofreció base agua a −8 %", "Base agua", 302.0)
    (alert,) = competitors([seen, replace(seen, on=ago(30))], TODAY, LIMITS)
    assert plain(alert) == "Isabel Mora reported on 16 Nov 2026 that Adhesol was there: «ofreció base agua a −8 %»"
    assert (alert.money, alert.worth) == (302.0, "buys")


def test_a_visit_of_which_nobody_knows_what_was_offered() -> None:
    (alert,) = competitors([CompetitorSeen(4, "Otún", "Adhesol", ago(1), "Isabel Mora", "")], TODAY, LIMITS)
    assert plain(alert) == "Isabel Mora reported on 16 Nov 2026 that Adhesol was there; what it offered is not known"
    assert (alert.money, alert.worth) == (None, "")


def life(begun: int, touched: int, reviewed: int | None = None, ends: int = 200, due: int | None = None) -> PlanLooked:
    """A plan begun, touched and reviewed so many days ago, which ends in so many; its review was due `due` days ago."""
    said = PlanSaid(ago(begun), ago(-ends), None if due is None else ago(due))
    seen = freshness(said, ago(touched), None if reviewed is None else ago(reviewed), TODAY, LIMITS)
    return PlanLooked(5, "Otún", seen, 300.0)


def test_a_plan_that_is_alive_is_no_alert() -> None:
    assert stale_plans([life(100, 10, reviewed=30)]) == []


def test_a_plan_says_what_its_own_page_says() -> None:
    (stale,), (late,), (over,) = (
        stale_plans([one]) for one in (life(150, 91, reviewed=100), life(300, 10, due=4), life(300, 10, ends=-1))
    )
    assert plain(stale) == "Nobody has touched it for 91 days: what it says may be true no longer."
    assert plain(late) == "Its review was due on 13 Nov 2026."
    assert plain(over) == "It ended on 16 Nov 2026: begin the next one."
    assert (stale.matter, stale.money, stale.worth) == ("5", 300.0, "buys")


# --- order, last time, false alarms ----------------------------------------------------------------------------------
def test_the_most_urgent_first_and_the_most_money_within_a_kind() -> None:
    def one(kind: str, account: str, money: float | None) -> Alert:
        return Alert(kind, account, sure_of(None), "", money)

    mixed = [one("mix", "A", 9e9), one("silent", "B", None), one("silent", "C", 1.0), one("silent", "D", 5.0)]
    assert [alert.account for alert in by_urgency(mixed)] == ["D", "C", "B", "A"]


def test_every_kind_has_its_one_act() -> None:
    assert {kind.act for kind in KINDS.values()} == set(ACTS)
    assert [kind.urgency for kind in KINDS.values()] == list(range(1, len(KINDS) + 1))


def test_what_happened_the_last_time() -> None:
    assert last_time(None).say("en") == "It is the first time that this is seen here."
    over = last_time(Earlier(ago(200), ago(180), "over")).say("en").replace("\u00a0", " ")
    assert over == "The last time, on 1 May 2026, it ended after 20 days."
    false = last_time(Earlier(ago(200), ago(199), "false", "inventario anual")).say("en").replace("\u00a0", " ")
    assert false == "The last time, on 1 May 2026, it was a false alarm: «inventario anual»."


def test_the_rate_of_false_alarms_is_unknown_before_any_was_judged() -> None:
    assert false_rate(0, 0) is None
    assert false_rate(1, 4) == 0.25
