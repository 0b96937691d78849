"""What decides and what would change it: the customer's doing apart from ours; round numbers beside the bars."""

from __future__ import annotations

import pytest

from clave.base.figures import Figure
from clave.base.words import _, stored
from clave.measures.account import Month
from clave.selection.why import KEY_FOR
from clave.store.models import SelectionLine
from clave.web.shown.changes import changes, halves, reasons
from clave.web.shown.months import consumption


def line() -> SelectionLine:
    kinds = ("rating:prestige", "order", "kilos", "money", "days")
    return SelectionLine(
        would_take=[{"kind": kind, "text": stored(_("Change")), "sure": 0.5} for kind in kinds],
        why=[stored(KEY_FOR.fill(reasons="Volume")), *(stored(_("Reason")) for _again in range(4))],
    )


def test_what_the_customer_would_do_is_apart_from_what_we_would_decide() -> None:
    ours, theirs = halves(changes(line()))
    assert [change.icon for change in ours] == ["star", "scale"]
    assert [change.icon for change in theirs] == ["weight", "trending-up", "calendar-check"]


def test_three_reasons_lead_and_chips_need_no_sentence() -> None:
    alone, beside = reasons(line()), reasons(line(), chips=True)
    assert (len(alone.leading), len(alone.others)) == (3, 2)
    assert (len(beside.leading), len(beside.others)) == (3, 1)
    assert not any("Volume" in said for said in (*beside.leading, *beside.others))


@pytest.mark.parametrize(
    ("greatest", "labels"),
    [
        (112e6, ["50", "100"]),
        (48e6, ["10", "20", "30", "40"]),
        (10e6, ["5", "10"]),
        (1_600e6, ["500", "1.000", "1.500"]),
        (0.31e6, ["100.000", "200.000", "300.000"]),
    ],
)
def test_the_grid_stands_at_round_millions(greatest: float, labels: list[str]) -> None:
    months = [Month(2024 + at // 12, 1 + at % 12, greatest if at == 20 else 0.0, 0.0) for at in range(36)]
    shown = consumption(months)
    assert shown is not None
    assert [level.label for level in shown.grid] == labels
    assert all(0 <= level.y < 160 for level in shown.grid)


def test_a_figure_in_a_kept_reason_is_said() -> None:
    kept = SelectionLine(why=[stored(_("{n} more").fill(n=Figure(2.5, "score")))], would_take=[])
    assert reasons(kept).leading == ["2,5 más"]
