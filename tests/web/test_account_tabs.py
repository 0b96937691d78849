"""The pages of an account in two levels: what one wants to know first, and the pages that answer it below."""

from __future__ import annotations

import re

from clave.project.urls import urlpatterns
from clave.web.shown.account_tabs import BRANCHES, levels

LEAVES = [leaf for branch in BRANCHES for leaf in branch.leaves]


def all_of_them(route: str) -> bool:
    return True


def test_the_first_level_is_short_and_the_second_belongs_to_where_one_is() -> None:
    found = levels("C-1", "influence", all_of_them, gone=False)
    assert len(found.first) <= 8
    assert [tab.current for tab in found.first].count(True) == 1
    assert [tab.current for tab in found.second].count(True) == 1
    assert any(tab.current and "influencia" in tab.address for tab in found.second)


def test_a_page_alone_in_its_branch_has_no_second_level() -> None:
    assert levels("C-1", "history", all_of_them, gone=False).second == ()


def test_who_may_open_one_page_of_a_branch_comes_straight_to_it() -> None:
    found = levels("C-1", "summary", lambda route: route in {"account", "account_receivables"}, gone=False)
    assert [tab.address.rsplit("/", 2)[1] for tab in found.first] == ["C-1", "cartera"]


def test_of_an_account_that_is_gone_only_what_still_says_something() -> None:
    found = levels("C-1", "owners", all_of_them, gone=True)
    assert len(found.first) == len([branch for branch in BRANCHES if any(leaf.lasts for leaf in branch.leaves)])
    assert [tab.address.rsplit("/", 2)[1] for tab in found.second] == ["responsables", "portal"], (
        "who still comes in, too"
    )


def test_every_page_of_an_account_stands_once_in_the_tabs() -> None:
    """A page of an account that no tab leads to would be forgotten."""
    below = re.compile(r"cuentas/<path:code>/(\w+/)?")
    pages = {one.name for one in urlpatterns if below.fullmatch(str(one.pattern))}
    assert sorted(leaf.route for leaf in LEAVES) == sorted(pages)
