"""A worker killed without warning in the middle of its jobs: none is lost, and none leaves its mark twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.killing import survive

pytestmark = pytest.mark.usefixtures("django_db_setup")  # its tables are those of each installation here


def test_killed_again_and_again_nothing_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    killed, (done, jobs, marks, most, attempts) = survive(tmp_path, jobs=120, kills=8)
    assert killed >= 6
    assert (done, jobs, marks, most) == (120, 120, 120, 1)
    assert attempts > 1, "some of them were in hand when their worker died"


def test_its_twin_whose_mark_stands_apart_from_its_end_marks_twice(tmp_path: Path) -> None:
    _killed, (done, _jobs, _marks, most, _attempts) = survive(
        tmp_path, jobs=12, kills=4, task="marking_apart", word="marked"
    )
    assert done == 12
    assert most > 1


@pytest.mark.soak
def test_ten_thousand_jobs_and_two_hundred_kills(tmp_path: Path) -> None:
    killed, (done, jobs, marks, most, attempts) = survive(tmp_path, jobs=10_000, kills=200)
    print(f"{killed} workers killed, at most {attempts} attempts at a job")
    assert (done, jobs, marks, most) == (10_000, 10_000, 10_000, 1)
