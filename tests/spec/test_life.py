"""The life of a status, as a table: which step follows which, what may be done today, and what its steps come to."""

from __future__ import annotations

from datetime import date

import pytest

from clave.policy.reading import default
from clave.selection.life import STATES, Stand, Step, is_member, may_follow, stand
from clave.selection.steps import Here, acts, trial_ends

LIFE = """
from       | on the list | may go to
           | no          | nominated proposed
nominated  | no          | proposed -
proposed   | no          | decided nominated former -
decided    | yes         | announced trial landing
announced  | yes         | trial landing
trial      | yes         | confirmed watched landing
confirmed  | yes         | watched landing
watched    | yes         | confirmed trial landing
landing    | yes         | former confirmed trial
former     | no          | nominated proposed
"""
TODAY = date(2026, 11, 20)
LIMITS = default().at(TODAY)
ACTS = """
state     | since      | until      | steps open | acts today (those in brackets must wait)
nominated |            |            |            |
decided   | 2026-11-01 |            |            | announce begin land
announced | 2026-11-01 |            |            | begin land
trial     | 2025-11-20 |            |            | confirm watch land
trial     | 2025-11-21 |            |            | (confirm) watch land
confirmed | 2024-01-01 |            |            | watch land
confirmed | 2024-01-01 | 2027-01-01 |            | watch land extend lift
watched   | 2024-01-01 |            |            | keep land
landing   | 2024-01-01 | 2026-11-20 | 0          | finish recover extend
landing   | 2024-01-01 | 2026-11-21 | 0          | (finish) recover extend
landing   | 2024-01-01 | 2026-11-20 | 1          | (finish) recover extend
former    |            |            |            |
"""


def rows(table: str) -> list[list[str]]:
    """The cells of an ASCII table, without its head."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", rows(LIFE), ids=lambda row: row[0] or "none")
def test_which_step_may_follow_which(row: list[str]) -> None:
    state, member, following = row
    assert is_member(state) == (member == "yes")
    allowed = {"" if word == "-" else word for word in following.split()}
    assert {to for to in (*STATES, "") if may_follow(state, to)} == allowed


@pytest.mark.parametrize("row", rows(ACTS), ids=lambda row: "-".join(row[:4]))
def test_what_may_be_done_today(row: list[str]) -> None:
    state, since, until, steps, expected = row
    found = acts(Here(state, day(since), day(until), int(steps or 0)), TODAY, LIMITS)
    assert " ".join(f"({act.key})" if act.refused else act.key for act in found) == expected


def test_every_act_leads_where_the_life_allows() -> None:
    for state in STATES:
        for since in (date(2020, 1, 1), TODAY):
            for act in acts(Here(state, since, TODAY), TODAY, LIMITS):
                assert act.to == state or may_follow(state, act.to), (state, act.key)


def test_what_must_wait_says_for_what() -> None:
    confirm = acts(Here("trial", date(2025, 11, 21)), TODAY, LIMITS)[0]
    assert confirm.refused is not None
    assert confirm.refused.say("en") == "Its trial ends on 21 Nov 2026: it can be confirmed from then on."
    assert trial_ends(date(2025, 11, 21), LIMITS) == date(2026, 11, 21)


def test_what_its_steps_come_to() -> None:
    """Nominated in October, decided from November on with an override, confirmed a year later, let go in 2028."""
    steps = [
        Step("nominated", date(2026, 10, 2)),
        Step("proposed", date(2026, 10, 9)),
        Step("decided", date(2026, 11, 1), until=date(2027, 6, 30), category="volume"),
        Step("trial", date(2026, 11, 20), until=date(2027, 6, 30)),
    ]
    assert stand(steps) == Stand("trial", date(2026, 11, 1), date(2027, 6, 30), "volume", date(2026, 11, 20))
    steps += [Step("confirmed", date(2027, 11, 1)), Step("landing", date(2028, 3, 1), until=date(2028, 6, 1))]
    assert stand(steps).since == date(2026, 11, 1)
    assert stand([*steps, Step("former", date(2028, 6, 1))]) == Stand("former", None, None, "volume", date(2028, 6, 1))


def test_a_step_back_leaves_it_where_it_stood() -> None:
    steps = [Step("proposed", TODAY), Step("decided", TODAY, until=date(2027, 1, 1)), Step("trial", TODAY)]
    back = Step("decided", TODAY, back=True)
    assert stand([*steps, back]) == stand(steps[:-1])
