"""The committee in a real browser: voting by keyboard, a comment beside, and the row that follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clave.store.models import Comment, Proposal, Vote
from tests.store.proposing import line_of, proposed, somebody
from tests.web.test_browser import WIDE, entered
from tests.web.test_proposal_page import browser as signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal(transactional_db: None) -> Proposal:
    """A review before four people, open as long as a real clock runs."""
    return proposed(closes_at=datetime(2099, 1, 1, tzinfo=UTC))


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, proposal: Proposal) -> Iterator[Page]:
    """Berta at the proposal."""
    context = browser.new_context(viewport=WIDE, locale="es-CO", base_url=live_server.url)
    watched = entered(context, signed_in_client(somebody("kam", "Berta")), live_server)
    watched.page.goto(f"/seleccion/propuestas/{proposal.pk}/")
    yield watched.page
    context.close()


def test_s_n_and_a_vote_on_the_row_that_has_the_focus_and_it_keeps_it(page: Page, proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    row = page.locator(f"#line-{line.pk}")
    page.locator(f"#to-{line.pk}").focus()
    for key, choice in (("s", "yes"), ("n", "no"), ("a", "abstain")):
        page.keyboard.press(key)
        expect(row.locator(f"[data-vote={choice}]")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(f"#to-{line.pk}")).to_be_focused()
    expect(page.locator("#votes li:not(.past)")).to_contain_text("Abstención")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("#progress")).to_contain_text("faltan 6")
    assert list(Vote.objects.filter(current=True).order_by("line__place").values_list("choice", flat=True)) == [
        "abstain",
        "yes",
    ]


def test_a_comment_and_a_vote_with_words_from_the_panel(page: Page, proposal: Proposal) -> None:
    line = line_of(proposal, "enters")
    page.fill("#words", "¿Y la cartera?")
    page.keyboard.press("s")
    assert not Vote.objects.exists(), "letters typed in a field are letters"
    page.click("#say button:has-text('Comentar')")
    expect(page.locator("#panel")).to_contain_text("¿Y la cartera?s")
    page.fill("#words", "Ya pagó.")
    page.click("#say button[value=yes]")
    expect(page.locator("#votes")).to_contain_text("Ya pagó.")
    expect(page.locator(f"#line-{line.pk} [data-vote=yes]")).to_have_attribute("aria-pressed", "true")
    assert Comment.objects.count() == 1
