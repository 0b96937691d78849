"""Novelties: what may be shown and answered, the file, who approved which version, and how many answered. (C6)"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from clave.base.errors import ClaveError
from clave.operations.novelties.results import Approved, Voice, found, of_accounts, standing
from clave.operations.novelties.said import NoveltySaid, VoteSaid, checked_file, checked_novelty, checked_vote

TODAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 17, 15, tzinfo=UTC)


@pytest.mark.parametrize(("more", "where"), [
    ({"kind": "rumour"}, "kind"), ({"area": "sales"}, "area"), ({"title": " "}, "title"), ({"words": ""}, "words"),
    ({"closes_on": TODAY - timedelta(days=1)}, "closes_on"), ({"closes_on": TODAY + timedelta(days=367)}, "closes_on"),
])  # fmt: skip
def test_what_no_novelty_can_be(more: dict[str, object], where: str) -> None:
    given = {"kind": "product", "title": "Activador UV", "words": "Seca en 90 s", "closes_on": TODAY} | more
    with pytest.raises(ClaveError) as refused:
        checked_novelty(NoveltySaid(**given), TODAY)  # type: ignore[arg-type]
    assert refused.value.where == where


def test_with_changes_says_which() -> None:
    assert checked_vote(VoteSaid("yes")).words == ""
    with pytest.raises(ClaveError):
        checked_vote(VoteSaid("changes", "  "))
    assert checked_vote(VoteSaid("changes", " 1 kg ")).words == "1 kg"


@pytest.mark.parametrize(("name", "content", "kept"), [
    ("Ficha técnica.PDF", b"%PDF-1.7\n", "Ficha técnica.pdf"), ("foto.exe", b"\xff\xd8\xff\xe0", "foto.jpg"),
    ("../../etc/x.png", b"\x89PNG\r\n\x1a\n", "etcx.png"), ("#*_$<.pdf", b"%PDF-", "_.pdf"), ("", b"%PDF-", "ficha.pdf"),
])  # fmt: skip
def test_a_file_is_what_it_begins_with_and_never_what_it_is_called(name: str, content: bytes, kept: str) -> None:
    assert checked_file(name, content, 10).name == kept


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ\x90", b"GIF89a", b"<svg onload=alert(1)>", b" %PDF-"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(ClaveError, match="neither a PDF"):
        checked_file("x.pdf", content, 10)


def test_a_file_too_large_is_refused_with_its_limit() -> None:
    with pytest.raises(ClaveError, match="more than 2 MB"):
        checked_file("x.pdf", b"%PDF-" + bytes(2_000_000), 2)


# account person answer   what they would change
VOICES = [
    Voice("N", "Norte", "Rosalba", "changes", "Envase de 1 kg", NOW), Voice("N", "Norte", "Pedro"),
    Voice("S", "Sur", "Saúl", "yes", "", NOW), Voice("O", "Oeste", "Olga"),
]  # fmt: skip


def test_the_rate_counts_people_and_accounts() -> None:
    result = found(VOICES)
    assert (result.people.answered, result.people.asked) == (2, 4)
    assert (result.accounts.answered, result.accounts.asked) == (2, 3)
    assert result.answers == {"yes": 1, "changes": 1, "no": 0}
    assert [one.words for one in result.changes] == ["Envase de 1 kg"]
    rows = [(name, one.people.answered, one.people.asked) for _code, name, one in of_accounts(VOICES)]
    assert rows == [("Norte", 1, 2), ("Oeste", 0, 1), ("Sur", 1, 1)]


def test_an_approval_counts_for_its_version_and_the_last_word_of_an_account() -> None:
    said = [
        Approved("N", "Rosalba", 1, True, NOW), Approved("N", "Pedro", 1, False, NOW + timedelta(hours=1), "falta la ficha"),
        Approved("S", "Saúl", 1, True, NOW),
    ]  # fmt: skip
    assert {code: one.yes for code, one in standing(said, 1).items()} == {"N": False, "S": True}
    assert standing(said, 2) == {}
