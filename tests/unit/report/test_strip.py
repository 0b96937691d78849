"""What the strip, the cut line and the heat cells say, on screen and on paper."""

from __future__ import annotations

from types import SimpleNamespace as Line

import pytest

from clave.base.words import _
from clave.report.heat import heat, proposed
from clave.report.strip import cut_text, firmness, limits_shown
from clave.selection.listing import Capacity, Limit


def capacity(*limits: Limit) -> Capacity:
    return Capacity(cap=25, limits=limits, gap=0.8, greedy_gap=0.0)


def limit(key: str, used: float, total: float | None, binds: bool = False) -> Limit:
    return Limit(key, _("Hours a month of key account managers"), used, total, binds)


@pytest.mark.parametrize(
    ("kept", "said", "share"),
    [
        (limit("count", 25, 25), "25 de 25", 100),
        (limit("share", 0.03, 0.1), "3\u00a0%, máximo 10\u00a0%", 30),
        (limit("budget", 1_186e6, 1_240e6), "$\u00a01.186\u00a0M de $\u00a01.240\u00a0M", 96),
        (limit("hours", 900, 480), "900 de 480", 100),
    ],
)
def test_used_of_total_in_its_own_unit(kept: Limit, said: str, share: int) -> None:
    [shown] = limits_shown(capacity(kept), "COP")
    assert (shown.text.say("es"), shown.share) == (said, share)


def test_a_limit_not_set_has_no_total_and_one_of_a_newer_clave_keeps_its_words() -> None:
    unset, new = limits_shown(capacity(limit("hours", 3, None), limit("new", 1, 2)), "COP")
    assert (unset.total, unset.share) == (None, 0)
    assert new.label == new.meaning


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((limit("count", 25, 25, True),), "cupo 25, completo"),
        ((limit("count", 24, 25), limit("hours", 480, 480, True)), "cupo 25 · lo decide: Horas de KAM al mes"),
        ((limit("count", 1, 25),), "1 cuenta dentro · cupo 25"),
    ],
)
def test_the_cut_line_says_which_limit_decides(limits: tuple[Limit, ...], said: str) -> None:
    assert cut_text(capacity(*limits), 1).say("es") == said


def test_firmness_counts_members_only() -> None:
    lines = [Line(member=True, firmness="safe"), Line(member=True, firmness="out"), Line(member=False, firmness="safe")]
    firm = firmness(lines)  # type: ignore[arg-type]
    assert (firm.text.say("es"), firm.share) == ("1 de 2 seguras", 50)
    assert firmness([]).share == 0


@pytest.mark.parametrize(
    ("score", "ungated", "step", "text", "locked"),
    [
        (None, None, 0, "?", False),
        (0.0, None, 0, "0", False),
        (19.99, 19.99, 0, "20", False),
        (20.0, None, 1, "20", False),
        (62.5, 62.5, 3, "63", False),
        (100.0, None, 4, "100", False),
        (0.0, 88.0, 0, "88", True),
    ],
)
def test_heat(score: float | None, ungated: float | None, step: int, text: str, locked: bool) -> None:
    cell = heat(score, ungated)
    assert (cell.step, cell.text, cell.locked, cell.unknown) == (step, text, locked, score is None)


@pytest.mark.parametrize(
    ("member", "firm", "seat", "what"),
    [
        (True, "safe", None, "enters"),
        (True, "debate", None, "debate"),
        (True, "out", None, "debate"),
        (True, "out", "knowledge", "enters"),
        (False, "debate", None, "debate"),
        (False, "out", None, "outside"),
    ],
)
def test_what_is_proposed(member: bool, firm: str, seat: str | None, what: str) -> None:
    assert proposed(Line(member=member, firmness=firm, seat=seat, banded="")) == what
