"""Privileges, as a manual: what each category gives, which grant counts on a day, and what the customer reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clave.base.errors import ClaveError
from clave.base.words import said
from clave.facts.tables import TABLES
from clave.policy import declared
from clave.policy.reading import default
from clave.privileges.catalogue.code import code_of
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.catalogue.grants import OWN, TEMPLATE, Grant, checked, in_force
from clave.privileges.catalogue.templates import categories_of, proposed, template

DAY = date(2026, 11, 20)
LIMITS = default().at(DAY)
ALL = "contact dispatch no_minimum billing improvement report"
TEMPLATES = """
category      | besides those of every key account
volume        | sponsor production
distributor   | complete
kilos         | dock production
profit        | sponsor
potential     | joint_plan
loyalty       | preview
knowledge     | laboratory preview
idle_stock    | seconds
prestige      | visibility
multinational | one_voice
extraordinary | sponsor
cash          | complete
"""
COUNTS = """
the grants of an account                                             | day        | head start that counts
template 2026-01-01 - 14                                             | 2026-06-30 | 14
template 2026-01-01 - 14; own 2026-07-01 2026-09-30 21               | 2026-06-30 | 14
template 2026-01-01 - 14; own 2026-07-01 2026-09-30 21               | 2026-07-01 | 21
template 2026-01-01 - 14; own 2026-07-01 2026-09-30 21               | 2026-09-30 | 21
template 2026-01-01 - 14; own 2026-07-01 2026-09-30 21               | 2026-10-01 | 14
own 2026-07-01 2026-09-30 21                                         | 2026-10-01 | none
own 2026-07-01 2026-09-30 7; own 2026-10-01 - 30                     | 2026-10-01 | 30
"""
REFUSED = """
what is given                     | beside                         | beside which field | because
own 2026-07-01 2026-06-30 14      |                                | until     | it would end before it begins.
own 2026-07-01 - 400              |                                | days      | «Priority in dispatch» takes
own 2026-07-01 - 14               | own 2026-01-01 - 7             | since     | it already has «Priority in dispatch» since
own 2026-07-01 - 14               | own 2026-01-01 2026-07-01 7    | since     | it already has «Priority in dispatch» from
own 2026-07-02 - 14               | own 2026-01-01 2026-07-01 7    |           |
own 2026-07-01 - 14               | template 2026-01-01 - 7        |           |
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def grants(text: str) -> list[Grant]:
    """«own 2026-07-01 - 21»: origin, from, to, head start."""
    found = []
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        origin, since, until, days = piece.split()
        end = None if until == "-" else date.fromisoformat(until)
        found.append(
            Grant("C1", "dispatch", date.fromisoformat(since), end, {"days": float(days)}, "It asked for it.", "Ana", origin)  # type: ignore[arg-type]
        )  # fmt: skip
    return found


@pytest.mark.parametrize("row", rows(TEMPLATES), ids=lambda row: row[0])
def test_what_a_category_gives(row: list[str]) -> None:
    category, more = row
    wanted = {*ALL.split(), *more.split()}
    assert [one.key for one in template(category, LIMITS)] == [key for key in PRIVILEGES if key in wanted]


def test_what_a_template_gives_has_the_figures_of_policy() -> None:
    given = {grant.privilege: grant for grant in proposed("C1", "kilos", LIMITS, DAY)}
    assert given["dispatch"].parameters == {"days": 14}
    assert given["production"].parameters == {"weight": 10}
    assert given["report"].parameters == {"months": 6}
    assert all(grant.origin == TEMPLATE and grant.since == DAY and grant.until is None for grant in given.values())
    for grant in given.values():
        assert checked(grant) is grant


def test_a_figure_that_policy_leaves_out_for_a_category_leaves_the_privilege_out() -> None:
    nothing = LIMITS.reform({declared.promise_weight: {"volume": 10}})
    assert "production" in {one.key for one in template("volume", nothing)}
    assert "production" not in {one.key for one in template("kilos", nothing)}
    assert categories_of("production", nothing) == ("volume",)


@pytest.mark.parametrize("row", rows(COUNTS), ids=lambda row: row[0][:40] + row[1])
def test_which_grant_counts_on_a_day(row: list[str]) -> None:
    given, day, days = row
    held = in_force(grants(given), date.fromisoformat(day))
    assert [f"{one.grant.parameters['days']:.0f}" for one in held] == ([] if days == "none" else [days])


def test_the_grant_that_an_own_one_stands_before_is_told() -> None:
    own, of_template = grants("own 2026-07-01 - 21; template 2026-01-01 - 14")
    (held,) = in_force([of_template, own], DAY)
    assert (held.grant, held.instead_of) == (own, of_template)
    assert held.why.say("en") == "Its own, since 1 Jul 2026: It asked for it."
    assert "21" in held.words.say("en")


@pytest.mark.parametrize("row", rows(REFUSED), ids=lambda row: f"{row[0]} · {row[1]}")
def test_what_is_refused_and_beside_which_field(row: list[str]) -> None:
    given, beside, field, because = row
    (grant,) = grants(given)
    if not because:
        assert checked(grant, grants(beside)) is grant
        return
    with pytest.raises(ClaveError) as refused:
        checked(grant, grants(beside))
    assert refused.value.where == field
    if field != "days":
        assert because in refused.value.say("en")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"privilege": "gold_card"}, "privilege"),
        ({"privilege": "preferential", "parameters": {}}, "privilege"),
        ({"reason": "  "}, "reason"),
        ({"parameters": {}}, "days"),
        ({"parameters": {"days": 14, "hours": 3}}, "hours"),
    ],
)
def test_a_grant_says_what_it_must(change: dict[str, object], field: str) -> None:
    (grant,) = grants("own 2026-07-01 - 14")
    with pytest.raises(ClaveError) as refused:
        checked(replace(grant, **change))  # type: ignore[arg-type]
    assert refused.value.where == field
    assert refused.value.remedy


def test_the_code_of_relationship_is_what_the_account_has() -> None:
    held = in_force(proposed("C1", "knowledge", LIMITS, DAY), DAY)
    code = code_of(held)
    assert len(code.commit) == len(held)
    assert any("laboratory" in text.say("en") for text in code.commit)
    assert "Every 6 months" in " ".join(text.say("en") for text in code.commit).replace("\u00a0", " ")
    assert len(set(code.ask)) == len(code.ask) == 5


def test_the_customer_reads_until_when_what_ends() -> None:
    (grant,) = grants("own 2026-07-01 2026-12-31 21")
    (sentence,) = code_of(in_force([grant], DAY)).commit
    assert sentence.say("en").endswith("Until 31 Dec 2026.")


def test_the_customer_reads_nothing_that_is_ours_alone() -> None:
    canary = "CANARY-margin"
    given = [
        replace(grant, reason=canary, approver=canary, origin=OWN) for grant in proposed("C1", "volume", LIMITS, DAY)
    ]
    code = code_of(in_force(given, DAY))
    for language in ("es", "en"):
        whole = " ".join(said(text, language) for text in (*code.commit, *code.ask))
        assert canary not in whole
        for word in ("{", "margin", "margen", "score", "puntaje", "weigh", "pesa", "template", "plantilla"):
            assert word not in whole.lower()


def test_every_privilege_is_whole() -> None:
    """What, promise, proof, price, who delivers it: by key of things that exist."""
    assert tuple(PRIVILEGES) == declared.PRIVILEGES
    for privilege in PRIVILEGES.values():
        assert privilege.department in DEPARTMENTS
        assert set(privilege.evidence.tables) <= set(TABLES)
        assert privilege.source
        for text in (privilege.words, privilege.promise.words):
            told = privilege.filled(text, {one.key: one.least for one in privilege.parameters}).say("en")
            assert "{" not in told
            assert "unknown" not in told
