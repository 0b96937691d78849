"""Did status matter: key accounts beside customers that were ordinary when they entered (method.md §5). Read as a manual."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.special import stdtrit

from clave.outcome.effect.effect import effect
from clave.outcome.effect.entries import Entry
from clave.outcome.effect.shape import FIGURES, GAIN, MARGIN, MARGIN_GAIN, RETENTION, SALES, Effect
from clave.outcome.effect.single import single
from clave.outcome.window import Window, window
from clave.policy import effect as rules
from clave.policy.limits import Limits
from clave.policy.reading import default
from tests.spec.effect_panels import BEFORE, ENTRY, entered, page, panel, shown, steady, until

LIMITS = default().at(date(2026, 1, 1))
FOUR = LIMITS.reform({rules.minimum_entries: 2})
KEYS = {"K1": steady(100, 150), "K2": steady(200, 260), "K3": steady(300, 420)}
"""Three accounts that grew by 50 %, 30 % and 40 %."""
OTHERS = {
    "O1": steady(100, 110), "O2": steady(100, 130), "O3": steady(200, 200), "O4": steady(200, 240), "O5": steady(300, 330),
    "O6": steady(300, 330),
}  # fmt: skip
"""Two of the size of each, that grew by 10 % and 30 %, by nothing and 20 %, and twice by 10 %."""


def found(months: dict[str, list[float]], *keys: str, limits: Limits = FOUR, **others: object) -> Effect:
    return effect(panel(months), entered(*keys), window=until(), as_of=until().end, limits=limits, **others)  # type: ignore[arg-type]


def test_by_hand() -> None:
    """K1: +50 % beside +20 %; K2: +30 % beside +10 %; K3: +40 % beside +10 %. Differences 0.3, 0.2 and 0.3: their mean is 0.2667,
    their deviation 0.0577, the error of the mean 0.0333, Student's t of two degrees 4.3027: ± 0.1434."""
    near = FOUR.reform({rules.caliper: 0.1, rules.level_weight: 1.0})
    said = found(KEYS | OTHERS, "K1", "K2", "K3", limits=near)
    assert {one.customer: [each.customer for each in one.comparables] for one in said.matches} == {
        "K1": ["O1", "O2"], "K2": ["O3", "O4"], "K3": ["O5", "O6"],
    }  # fmt: skip
    assert [(round(one.change, 3), round(one.expected, 3), round(one.gain)) for one in said.matches] == [
        (0.5, 0.2, 360), (0.3, 0.1, 480), (0.4, 0.1, 1080),
    ]  # fmt: skip
    sales = said.figure(SALES)
    assert sales
    assert (sales.value, sales.low, sales.high) == pytest.approx((0.26667, 0.12324, 0.41009), abs=1e-5)
    assert sales.words.say("en") == (
        "Key accounts bought more than comparable customers, by 26.7% of what they bought before (12.3% to 41%)."
    )
    gain = said.figure(GAIN)
    assert gain
    assert gain.value == pytest.approx(360 + 480 + 1080)
    apart = np.array([one.change - one.expected for one in said.matches])
    deviation, error = 100 * apart.std(ddof=1), 100 * apart.std(ddof=1) / np.sqrt(3)
    spread = (
        f"{deviation:.1f}, el error del promedio {error:.1f} y la t de Student con dos grados {stdtrit(2, 0.975):.2f}"
    )
    assert f"Las diferencias son 30, 20 y 30 puntos: en promedio {shown(sales.value)}." in page()
    assert f"Su desviación es {spread.replace('.', ',')}: entre" in page()
    assert f"entre {shown(sales.low or 0)} y {shown(sales.high or 0)}." in page()


def test_what_comparing_with_themselves_would_say_stands_beside() -> None:
    sales = found(KEYS | OTHERS, "K1", "K2", "K3").figure(SALES)
    assert sales
    assert sales.before_after == pytest.approx(0.4)


def test_fewer_accounts_than_policy_asks_for_have_paths_and_no_figure() -> None:
    said = found(KEYS | OTHERS, "K1", "K2", "K3", limits=LIMITS)
    assert not said.enough
    assert said.figures == said.checks == ()
    assert len(said.path) == BEFORE + 12
    assert (
        said.verdict.say("en")
        == "Not yet: 3 accounts can be compared, and policy asks for 8. Only the paths are shown."
    )


def test_paths_are_indexes_of_the_mean_month_before_entry() -> None:
    path = {one.month: one for one in found(KEYS | OTHERS, "K1", "K2", "K3").path}
    assert (path[-1].key, path[-1].comparable) == pytest.approx((100, 100))
    assert path[1].key == pytest.approx(140)
    assert path[1].low is not None
    assert path[1].low < path[1].key < path[1].high  # type: ignore[operator]


def test_a_customer_serves_one_account_only() -> None:
    said = found({"K1": steady(100, 150), "K2": steady(100, 150)} | OTHERS, "K1", "K2")
    used = [each.customer for one in said.matches for each in one.comparables]
    assert len(used) == len(set(used))


def test_distance_and_number_are_said() -> None:
    match = found(KEYS | OTHERS, "K1", "K2", "K3").match("K1")
    assert match
    assert match.distance == pytest.approx(np.mean([one.distance for one in match.comparables]))


class TestWhoIsComparable:
    """Who may be compared with whom, and who comes first."""

    def test_another_channel_is_not_comparable_where_both_are_known(self) -> None:
        words = {"channel": {"K1": "industry", "O1": "retail", "O2": "industry", "O3": "industry"}}
        same = {
            "K1": steady(100, 150),
            "O1": steady(100, 100),
            "O2": steady(100, 100),
            "O3": steady(110, 110),
            "O4": steady(90, 90),
        }
        said = effect(panel(same, words=words), entered("K1"), window=until(), as_of=until().end, limits=FOUR)
        assert {each.customer for each in said.matches[0].comparables} == {"O2", "O3", "O4"}  # of O4 nobody knows it

    def test_who_rose_while_the_others_were_flat_is_not_comparable(self) -> None:
        rising = [40.0 + 5 * month for month in range(BEFORE)] + [160.0] * 12
        said = found({"K1": rising, "O1": steady(100, 100), "O2": steady(100, 100)}, "K1")
        assert said.left_out[0].why.say("en") == (
            "It has 0 comparable customers, and policy asks for 2: too different from all the others, it gets no estimate."
        )

    def test_a_candidate_that_only_the_cap_kept_out_is_preferred(self) -> None:
        months = {"K1": steady(100, 100), "O1": steady(105, 105), "O2": steady(110, 110), "O3": steady(106, 106)}
        two = FOUR.reform({rules.controls: 2})
        assert {each.customer for each in found(months, "K1", limits=two).matches[0].comparables} == {"O1", "O3"}
        said = found(months, "K1", limits=two, capped={"O2": ENTRY})
        assert {(each.customer, each.capped) for each in said.matches[0].comparables} == {("O1", False), ("O2", True)}

    def test_who_the_cap_kept_out_of_a_later_list_is_not_preferred(self) -> None:
        """Who is nearly chosen a year later rose in that year: preferring it would choose by the future."""
        months = {"K1": steady(100, 100), "O1": steady(105, 105), "O2": steady(110, 110), "O3": steady(106, 106)}
        two = FOUR.reform({rules.controls: 2})
        said = found(months, "K1", limits=two, capped={"O2": date(2024, 7, 1)})
        assert {(each.customer, each.capped) for each in said.matches[0].comparables} == {("O1", False), ("O3", False)}
        assert said.capped == 0

    def test_who_became_key_later_was_ordinary_then(self) -> None:
        """O2 enters half a year later: it is comparable, and that for half of the months it was key itself is taken out."""
        months = {"K1": steady(100, 150), "K2": steady(100, 140)} | {f"O{n}": steady(100, 100) for n in range(1, 5)}
        later = [*entered("K1", "K2"), Entry("O2", date(2024, 7, 1))]
        said = effect(
            panel(months), later, window=until(), as_of=until().end, limits=FOUR.reform({rules.after_months: 7})
        )
        assert {each.entered for one in said.matches for each in one.comparables} == {None, date(2024, 7, 1)}
        assert said.later == 1
        assert said.diluted == pytest.approx((6 / 12 / 2) / 2)  # one of two customers of one of two accounts
        sales = said.figure(SALES)
        assert sales
        assert sales.value == pytest.approx(0.45 / (1 - said.diluted))

    def test_no_customer_is_wasted_on_an_account_that_has_too_few(self) -> None:
        """Three customers for two accounts are not shared out as two and one, of which the one would serve nobody; and of the
        account that has none it is said why."""
        months = {
            "K1": steady(100, 120),
            "K2": steady(130, 130),
            "O1": steady(100, 100),
            "O2": steady(128, 100),
            "O3": steady(96, 100),
        }
        said = found(months, "K1", "K2")
        assert [one.customer for one in said.matches] == ["K1"]
        assert {each.customer for each in said.matches[0].comparables} == {"O1", "O2", "O3"}
        assert said.left_out[0].why.say("en") == (
            "3 customers are comparable, but too many of them are compared with other accounts already, and a customer serves "
            "one only: it gets no estimate."
        )

    def test_who_would_have_one_customer_completes_another(self) -> None:
        """Each of three accounts alone could have two of the four customers; in turns all would get one and one of them two."""
        months = {"K1": steady(100, 100), "K2": steady(104, 100), "K3": steady(108, 100)} | {
            f"O{n}": steady(100 + 2 * n, 100) for n in range(4)
        }
        said = found(months, "K1", "K2", "K3")
        assert len(said.matches) == 2
        assert len(said.left_out) == 1


class TestWhoGaveWay:
    """Dispatch takes from ordinary customers what it gives to key ones: they are no measure of what would have been."""

    MONTHS = {"K1": steady(100, 120), "K2": steady(100, 130), "O1": steady(100, 90), "O2": steady(100, 90)} | {
        f"O{n}": steady(100, 100) for n in (3, 4)
    }

    def test_is_not_compared_where_others_are(self) -> None:
        said = found(self.MONTHS | {"O5": steady(100, 100)}, "K1", "K2", displaced={"O1": 10.0})
        assert "O1" not in {each.customer for one in said.matches for each in one.comparables}
        assert said.figure(SALES).bound is None  # type: ignore[union-attr]

    def test_is_compared_for_want_of_others_with_a_bound(self) -> None:
        said = found(self.MONTHS, "K1", "K2", displaced={"O1": 10.0, "O2": 10.0})
        sales = said.figure(SALES)
        assert sales
        assert sales.bound is not None
        assert sales.value is not None
        assert said.displaced == 2
        assert sales.bound == pytest.approx(
            sales.value - 0.05
        )  # each account has one of them, which would have bought 10 % more

    def test_is_nobodys_where_nobody_knows_how_much(self) -> None:
        said = found(self.MONTHS, "K1", "K2", displaced={"O1": None, "O2": None})
        assert not said.matches or all(
            each.customer not in ("O1", "O2") for one in said.matches for each in one.comparables
        )


class TestBadInput:
    """Every account that cannot be measured says why; nothing is taken for zero."""

    def test_an_entry_before_the_facts(self) -> None:
        said = effect(
            panel(KEYS | OTHERS), [Entry("K1", date(2023, 2, 1))], window=until(), as_of=until().end, limits=LIMITS
        )
        assert said.left_out[0].why.say("en") == (
            "The facts begin on 1 Jan 2022, and 24 months before its entry on 1 Feb 2023 are asked for: "
            "load older invoices to measure it."
        )

    def test_an_account_that_nobody_invoiced(self) -> None:
        said = effect(panel(OTHERS), entered("K9"), window=until(), as_of=until().end, limits=LIMITS)
        assert said.left_out[0].why.say("en") == "It bought nothing in the facts that are loaded."

    def test_an_account_that_entered_yesterday(self) -> None:
        late = [Entry("K1", date(2024, 11, 15))]
        said = effect(panel(KEYS | OTHERS), late, window=until(), as_of=until().end, limits=LIMITS)
        assert (
            said.left_out[0].why.say("en")
            == "Too early: of the 3 whole months after entry that policy asks for there is 1."
        )

    def test_an_account_that_bought_nothing_before(self) -> None:
        said = found({"K1": steady(0, 150)} | OTHERS, "K1")
        assert said.left_out[0].why.say("en").startswith("It bought nothing in the months before its entry")

    def test_one_comparable_customer_is_too_few(self) -> None:
        said = found({"K1": steady(100, 150), "O1": steady(100, 100)}, "K1")
        assert said.left_out[0].why.say("en").startswith("It has 1 comparable customer, and policy asks for 2")

    def test_nobody_ever_entered(self) -> None:
        said = effect(panel(OTHERS), [], window=until(), as_of=until().end, limits=LIMITS)
        assert said.verdict.say("en") == "Nobody has been a key account yet: there is nothing to measure."
        assert said.path == said.matches == said.left_out == ()

    def test_customers_that_buy_nothing_at_all(self) -> None:
        said = found({"K1": steady(100, 150)} | {f"O{n}": steady(0, 0) for n in range(9)}, "K1")
        assert said.left_out[0].key == "nobody"

    def test_a_margin_nobody_knows(self) -> None:
        months = KEYS | OTHERS
        unknown = {code: [np.nan] * len(row) for code, row in months.items()}
        said = effect(panel(months, margin=unknown), entered(*KEYS), window=until(), as_of=until().end, limits=FOUR)
        for key in (MARGIN, MARGIN_GAIN):
            one = said.figure(key)
            assert one
            assert (one.value, one.low, one.high) == (None, None, None)
            assert one.words.say("en") == "Not available: of too much of what they bought nobody knows the cost."

    def test_months_nobody_knows_are_not_zero(self) -> None:
        months = KEYS | OTHERS
        months = months | {"O1": [*steady(100, 110)[:-3], np.nan, np.nan, np.nan]}
        near = FOUR.reform({rules.caliper: 0.1, rules.level_weight: 1.0})
        match = found(months, *KEYS, limits=near).match("K1")
        assert match
        assert match.expected == pytest.approx(0.2)

    def test_a_window_before_everything(self) -> None:
        early = Window("12", date(2019, 1, 1), date(2019, 12, 31))
        said = effect(panel(KEYS | OTHERS), entered(*KEYS), window=early, as_of=early.end, limits=FOUR)
        assert said.entries == 0

    def test_a_book_without_months(self) -> None:
        said = effect(
            panel({code: [] for code in KEYS}), entered(*KEYS), window=until(), as_of=until().end, limits=FOUR
        )
        assert {one.key for one in said.left_out} == {"months"}


def test_everybody_still_buys() -> None:
    one = found(KEYS | OTHERS, *KEYS).figure(RETENTION)
    assert one
    assert one.low is None
    assert one.words.say("en") == "Everybody still buys, key or not: nothing tells them apart."


def test_figures_come_in_the_declared_order() -> None:
    assert tuple(one.key for one in found(KEYS | OTHERS, *KEYS).figures) == FIGURES


class TestTwin:
    """The synthetic control of one account."""

    MONTHS = {f"O{n}": [100.0 + 10 * n + 5 * ((month + n) % 7) for month in range(BEFORE + 12)] for n in range(8)}

    def test_is_made_of_ordinary_customers_with_weights_that_sum_to_one(self) -> None:
        own = [(one + two) / 2 for one, two in zip(self.MONTHS["O2"], self.MONTHS["O5"], strict=True)]
        own[BEFORE:] = [1.5 * one for one in own[BEFORE:]]
        said = single(panel({"K1": own} | self.MONTHS), "K1", entered("K1"), window=until(), limits=LIMITS)
        assert said.error == pytest.approx(0.0, abs=1e-6)
        assert {one.customer for one in said.donors} == {"O2", "O5"}
        assert sum(one.weight for one in said.donors) == pytest.approx(1.0)
        assert said.gap_share == pytest.approx(0.5, rel=1e-3)
        assert (said.rank, said.of) == (1, 9)

    def test_less_than_its_twin_is_called_less(self) -> None:
        own = [(one + two) / 2 for one, two in zip(self.MONTHS["O2"], self.MONTHS["O5"], strict=True)]
        own[BEFORE:] = [0.5 * one for one in own[BEFORE:]]
        said = single(panel({"K1": own} | self.MONTHS), "K1", entered("K1"), window=until(), limits=LIMITS)
        assert said.words.say("en") == (
            "It bought 50% less than its twin, in place 1 of 9: too few to say whether that is unusual."
        )

    def test_says_how_many_donors_are_missing(self) -> None:
        said = single(panel(KEYS | {"O1": steady(100, 100)}), "K1", entered(*KEYS), window=until(), limits=LIMITS)
        assert (
            said.words.say("en") == "There is 1 ordinary customer of its kind to make a twin of, and policy asks for 5."
        )
        assert said.gap is None

    def test_of_who_never_entered(self) -> None:
        said = single(panel(KEYS | OTHERS), "O1", entered(*KEYS), window=until(), limits=LIMITS)
        assert said.words.say("en") == "It is no key account, so nothing began for it."

    def test_a_twin_that_misses_before_entry_says_nothing(self) -> None:
        wild = [10.0 if month % 2 else 500.0 for month in range(BEFORE + 12)]
        near = LIMITS.reform({rules.caliper: 99.0})
        said = single(panel({"K1": wild} | self.MONTHS), "K1", entered("K1"), window=until(), limits=near)
        assert said.words.say("en").startswith("No twin imitates it well enough")
        assert (said.gap, said.gap_share, said.rank, said.placebos) == (None, None, None, ())
        assert said.path


def test_before_a_whole_year_nobody_says_who_stayed() -> None:
    said = effect(panel(KEYS | OTHERS), entered(*KEYS), window=until(6), as_of=until(6).end, limits=FOUR)
    one = said.figure(RETENTION)
    assert one
    assert one.words.say("en") == "Not yet: it needs a whole year after entry."


def test_a_year_that_ends_within_a_month_has_twelve_months() -> None:
    """On 15 June the last year has twelve whole months all the same: those up to May."""
    months = {code: row + row[-1:] * 17 for code, row in (KEYS | OTHERS).items()}
    year = window("12", as_of=date(2026, 6, 15), first_entry=ENTRY)
    said = effect(panel(months), entered(*KEYS), window=year, as_of=year.end, limits=FOUR)
    assert {one.months_after for one in said.matches} == {12}
    one = said.figure(RETENTION)
    assert one
    assert one.accounts == 3


def test_a_yes_needs_checks_that_hold() -> None:
    """Accounts that had been drifting away from the others before entry say no more than that they bought more."""
    drifting = {
        code: [one * (0.9 + (0.2 + place / 50) * month / BEFORE) for month, one in enumerate(row)]
        for place, (code, row) in enumerate(KEYS.items())
    }
    wide = FOUR.reform({rules.caliper: 9.0})
    assert found(KEYS | OTHERS, *KEYS).verdict.say("en").startswith("Yes, in purchases.")
    said = found(drifting | OTHERS, *KEYS, limits=wide)
    assert said.figure(SALES).sure  # type: ignore[union-attr]
    assert not said.trusted
    assert said.verdict.say("en").startswith("It cannot be said that status did it.")


def test_the_month_of_entry_is_in_neither_side() -> None:
    """Who enters in the middle of a month is measured from the next one."""
    halfway = effect(
        panel(KEYS | OTHERS), entered(*KEYS, on=ENTRY.replace(day=15)), window=until(), as_of=until().end, limits=FOUR
    )
    assert {one.months_after for one in halfway.matches} == {11}
