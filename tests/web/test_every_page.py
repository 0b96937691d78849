"""What holds of every page: readable by everybody, nothing against the content policy, no sideways scroll, light."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from clave.actions.debates import open_debate, submit_order
from clave.actions.delegations import grant_delegation
from clave.actions.entry import invite_person
from clave.actions.ownership import assign
from clave.actions.people import offer_setup
from clave.actions.personal_lists import add_personal_account, add_reminder
from clave.base.words import Text, stored
from clave.jobs.starting import start
from clave.jobs.worker import work_off
from clave.store.models import OWNER, Handover, Import, Job, Person, SelectionRun, Visitor
from clave.store.models.jobs import FAILED
from clave.web.access import RULES
from clave.web.pages import pieces
from clave.web.visiting import AT, COOKIE
from tests.jobs import tasks
from tests.web import (
    alerts_made,
    away_made,
    collection_made,
    dispatch_made,
    gifts_made,
    judging_made,
    knowing,
    lab_made,
    made,
    outcome_made,
    people_made,
    personal_data_made,
    plans_made,
    portal_made,
    portals,
    privileges_made,
    production_made,
    promises_made,
    promotions_made,
    pushes_made,
    reports_made,
    services_made,
    sources_made,
    touch_made,
    voice_made,
    webhooks_made,
)
from tests.web.committee_made import proposal_of_pages
from tests.web.conftest import NOW
from tests.web.pages import (
    ADMINISTRATOR,
    CUSTOMER,
    ELSEWHERE,
    HALFWAY,
    INVITED,
    NO_PAGE,
    NOBODY,
    PAGES,
    SECURED,
    VISITOR,
    Seen,
)
from tests.web.portals import visitor_client

KB = 1024
HTML, CSS, SCRIPTS, CHARTS = 15 * KB, 12 * KB, 20 * KB, 300 * KB
GALLERY = "/piezas/"  # shows the pieces of every section, so it loads the sheets of all; in development only
TO_CUSTOMERS = ("/recibido/{receipt}/",)
SHARES = 5
"""Into as many tests the pages are dealt for the browser, so that none of them runs for many minutes."""
WIDTHS = (320, 390, 820, 1440, 1920)
HEIGHTS = {390: 844}
PASSWORD = "una frase larga"
SALES = "Fecha;Factura;Cliente;Nombre;Producto;Kilos;Valor neto\n" + "".join(
    f"{day:02}/03/2026;F{day};C{day % 3};Cliente {day % 3};P1;{day};{day * 1000}\n" for day in range(1, 25)
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = {"es": ((1440, "light"), (390, "dark")), "en": ((390, "light"), (1440, "dark"))}
"""Every pair of width, theme and language is looked at, though not every triple."""
FORMAL = re.compile(
    r"\b(usted|ustedes|su contraseña|(?<!por )su cuenta|ingrese|introduzca|escriba|haga clic|inténtelo)\b", re.I
)
THEIRS = ("/informes/{report",)
"""Pages of ours that show what the customer reads, as it reads it."""
AXE = """options => axe.run(document, options).then(found => found.violations.flatMap(
    rule => rule.nodes.slice(0, 3).map(node => [rule.id, node.html.slice(0, 120)])))"""
Clients = Mapping[str, Client]


def every_page() -> list[Seen]:
    return [*(seen for shown in PAGES.values() for seen in shown), *ELSEWHERE]


def entered(email: str) -> Client:
    """Signed in by the door itself, just now."""
    client = Client()
    client.post("/entrada/login/", {"login": email, "password": PASSWORD})
    client.post("/entrada/reauthenticate/", {"password": PASSWORD})
    return client


def made_person(role: str, name: str, password: str | None = PASSWORD) -> Person:
    return Person.objects.create_person(
        email=f"{name}@clave.example",
        name=f"{name} Vergara",
        role=role,
        password=password,
        created_at=NOW,
        language="es",
    )


@pytest.fixture
def clients(run: SelectionRun, facts: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Clients:
    """Who looks at the pages; the gallery is there as in development."""
    monkeypatch.setattr(pieces, "settings", SimpleNamespace(DEBUG=True))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    administrator, secured = made_person("administrator", "diana"), made_person("director", "marta")
    new = Client()
    new.force_login(made_person("kam", "luis", None), backend="allauth.account.auth_backends.AuthenticationBackend")
    found = {NOBODY: Client(), ADMINISTRATOR: entered(administrator.email), INVITED: new}
    found[SECURED] = entered(secured.email)
    found[VISITOR] = visitor_client(portals.invited(CUSTOMER, name="Rosalba Cárdenas"))
    TOTP.activate(secured, generate_totp_secret())
    RecoveryCodes.activate(secured)
    return found | {HALFWAY: entered(secured.email)}


@pytest.fixture
def world(clients: Clients) -> Mapping[str, Any]:
    """What stands in addresses: links of the doors, a person, jobs that wait and that failed."""
    administrator, now = Person.objects.get(role="administrator"), timezone.now()
    person, entry = invite_person(
        by=administrator, now=now, name="Ana", email="ana@clave.example", role="kam", language="es"
    )
    clients[ADMINISTRATOR].post(
        "/importar/", {"files": SimpleUploadedFile("ventas.csv", SALES.encode("utf-8"), "text/csv")}
    )
    work_off(now=timezone.now(), limit=10)
    waiting, failed = (start(tasks.counting, by=administrator, now=now) for _job in range(2))
    Job.objects.filter(pk=failed.pk).update(
        state=FAILED, finished_at=now, error=stored(Text("The disk is full: free some of it and try again."))
    )
    mine = add_personal_account(by=administrator, now=now, customer=CUSTOMER, name="Calzado", strategy="Crecer juntos")
    for days, what in ((-2, "Llamar"), (0, "Enviar la muestra"), (9, "Visitar la planta")):
        add_reminder(by=administrator, now=now, account=mine, due_on=timezone.localdate() + timedelta(days), text=what)
    people = [administrator, *Person.objects.filter(role="director")]
    debate = open_debate(
        by=administrator, now=now, title="¿Qué pesa más?", run=SelectionRun.objects.earliest("pk"), participants=people
    )
    submit_order(by=administrator, now=now, debate=debate, order=debate.criteria[::-1], reason="Porque sí")
    proposal = proposal_of_pages(administrator)
    return (
        _charge(administrator)
        | knowing.world(administrator)
        | privileges_made.world(administrator)
        | dispatch_made.world(administrator)
        | alerts_made.world(administrator)
        | lab_made.world(administrator)
        | gifts_made.world(administrator)
        | personal_data_made.world(administrator)
        | promotions_made.world(administrator)
        | voice_made.world(administrator)
        | reports_made.world(administrator)
        | plans_made.world(administrator)
        | services_made.world(administrator)
        | away_made.world(administrator)
        | touch_made.world(administrator)
        | promises_made.world()
        | outcome_made.world()
        | collection_made.world(administrator)
        | people_made.world(administrator)
        | production_made.world(administrator)
        | portal_made.world(administrator, Visitor.objects.get(customer=CUSTOMER, contact__name="Rosalba Cárdenas"))
        | portals.world(administrator, CUSTOMER)
        | sources_made.world(administrator)
        | pushes_made.world(administrator)
        | webhooks_made.world(administrator)
        | {
            "debate": debate.pk,
            "mine": mine.pk,
            "proposal": proposal.pk,
            "line": proposal.lines.get(kind="waits").pk,
            "trial": judging_made.judged(administrator).pk,
            "import": Import.objects.latest("pk").pk,
            "setup": offer_setup(now=now),
            "entry": entry,
            "person": person.pk,
            "waiting": waiting.pk,
            "failed": failed.pk,
        }
    )


def _charge(by: Person) -> dict[str, int]:
    """An account that changed hands, and a delegation."""
    today = timezone.localdate()
    people = [made_person("kam", "olga"), made_person("kam", "pablo")]
    for person, day in zip(people, (today - timedelta(days=9), today), strict=True):
        assign(
            by=by, now=timezone.now(), customer=made.code(0), name="Empaques", part=OWNER, person=person, starts_on=day
        )
    given = grant_delegation(
        by=by, now=timezone.now(), today=today, person=people[0], department="credit", customers=[made.code(0)],
        starts_on=today, ends_on=today, purpose="cobrar mientras Cartera está de vacaciones",
    )  # fmt: skip
    return {"kam": people[0].pk, "delegation": given.pk, "handover": Handover.objects.latest("pk").pk}


def address_of(seen: Seen, world: Mapping[str, Any]) -> str:
    return re.sub(r"{(\w+)}", lambda name: str(world[name[1]]), seen.address)


def told(wrong: Mapping[tuple[str, str], list[str]]) -> str:
    """One line for each thing that is wrong."""
    return "\n".join(f"{address} ({who}): {what}" for (address, who), found in wrong.items() for what in found)


def test_every_route_is_looked_at_or_says_why_not() -> None:
    assert PAGES.keys() | NO_PAGE.keys() == RULES.keys()
    assert not PAGES.keys() & NO_PAGE.keys()


class Parts(HTMLParser):
    """The scripts and style sheets of a page, its headings and its language."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[str] = []
        self.h1, self.language = 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (tag == "script" and "src" in given) or (tag == "link" and given.get("rel") == "stylesheet"):
            self.files.append(given.get("src") or given.get("href") or "")
        self.h1 += tag == "h1"
        self.language = given.get("lang") or "" if tag == "html" else self.language


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def assets(names: list[str]) -> tuple[int, int, int]:
    """Compressed bytes of style sheets, of scripts, and of what draws charts."""
    sizes = {name: packed((Path(project.STATIC_ROOT) / name.removeprefix("/static/")).read_bytes()) for name in names}
    charts = sum(size for name, size in sizes.items() if "/vega" in name)
    return (
        sum(size for name, size in sizes.items() if name.endswith(".css")),
        sum(size for name, size in sizes.items() if name.endswith(".js")) - charts,
        charts,
    )


def too_much(client: Client, seen: Seen, address: str) -> list[str]:
    """What is wrong with the answer itself: its status, its weight, its headings, how it speaks."""
    answer = client.get(address)
    if answer.status_code != seen.status:
        return [f"answers {answer.status_code}"]
    if answer.status_code >= 300 and answer.status_code < 400:
        return []
    text, parts = answer.content.decode(), Parts()
    parts.feed(text)
    css, scripts, charts = assets(parts.files)
    weights = (
        ("HTML", packed(answer.content), HTML),
        ("CSS", css, CSS if address != GALLERY else 2 * CSS),
        ("JS", scripts, SCRIPTS),
        ("charts", charts, CHARTS),
    )
    # what stands in a quotation is what the customer reads, and speaks to it
    said = re.sub(r"<(script|style|blockquote)[^>]*>.*?</\1>|<[^>]+>", " ", text, flags=re.S)
    return [
        *(f"{what} weighs {weight / KB:.1f} KB" for what, weight, most in weights if weight > most),
        *([f"{parts.h1} headings of the first level"] if parts.h1 != 1 else []),
        *(
            ["has an inline script or style"]
            if re.search(r"<style|<script(?![^>]*(src=|application/json))|\son\w+=", text)
            else []
        ),
        *(
            [f"speaks formally: {formal[0]}"]
            if not seen.address.startswith((AT, *THEIRS)) and (formal := FORMAL.search(said))
            else []
        ),
    ]


def test_every_page_answers_within_its_budget_and_says_tu(clients: Clients, world: Mapping[str, Any]) -> None:
    found = {
        (seen.address, seen.who): wrong
        for seen in every_page()
        if (wrong := too_much(clients[seen.who], seen, address_of(seen, world)))
    }
    assert not found, told(found)


class Leading(HTMLParser):
    """Where a page leads: the addresses of its links, forms and parts, and among them those of its downloads."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.downloads: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("href", "action", "formaction", "hx-get", "hx-post"):
            if (address := given.get(name) or "").startswith("/"):
                self.addresses.add(address)
                if tag == "a" and "download" in given:
                    self.downloads.add(address)


def leads(address: str) -> bool:
    """Whether an address of ours is a file of the assets or has a route."""
    path = unquote(urlsplit(address).path)
    try:
        return path.startswith(project.STATIC_URL) or bool(resolve(path))
    except Resolver404:
        return False


def test_every_link_leads_somewhere_and_every_download_is_there(clients: Clients, world: Mapping[str, Any]) -> None:
    wrong: dict[tuple[str, str], list[str]] = {}
    fetched: set[tuple[str, str]] = set()
    for seen in every_page():
        answer, page = clients[seen.who].get(address_of(seen, world)), Leading()
        page.feed("" if answer.streaming else answer.content.decode())
        found = [f"leads nowhere: {one}" for one in sorted(page.addresses) if not leads(one)]
        for one in sorted(page.downloads - {address for who, address in fetched if who == seen.who}):
            fetched.add((seen.who, one))
            file = clients[seen.who].get(one)
            b"".join(file)  # to its end: then it is closed
            if file.status_code != 200:
                found.append(f"answers {file.status_code}: {one}")
        if found:
            wrong[seen.address, seen.who] = found
    assert len(fetched) > 100, "the downloads were not found"
    assert not wrong, told(wrong)


class Looking:
    """A browser in front of the pages, and everything its console complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.expected = 200
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        answered = f"status of {self.expected}" in message.text
        if message.type in ("error", "warning") and not answered:
            self.complaints.append(f"{message.text} {message.location}")

    def open(self, address: str, status: int) -> list[str]:
        """Go there; what axe will look at is ready, and old complaints are forgotten."""
        self.complaints, self.expected = [], status
        self.page.goto(address)
        self.page.evaluate(Axe().axe_script)
        return self.complaints

    def sideways(self) -> Iterator[str]:
        """The widths at which the page scrolls sideways."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                yield f"scrolls {over} px sideways at {width}"

    def violations(self, width: int, theme: str) -> Iterator[str]:
        """What axe finds at a width in a theme."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
        for rule, node in self.page.evaluate(AXE, options):
            yield f"{width} {theme}: {rule}: {node}"


def cookies(clients: Clients, who: str, language: str, server: LiveServer) -> list[dict[str, str]]:
    """What makes the browser somebody who reads a language."""
    found = [{"name": project.LANGUAGE_COOKIE_NAME, "value": language, "url": server.url}]
    if session := clients[who].cookies.get(project.SESSION_COOKIE_NAME):
        found.append({"name": project.SESSION_COOKIE_NAME, "value": session.value, "url": server.url})
    if within := clients[who].cookies.get(COOKIE):
        found.append({"name": COOKIE, "value": within.value, "url": server.url + AT})
    return found


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_readable_and_keeps_the_content_policy(
    language: str, share: int, browser: Browser, live_server: LiveServer, clients: Clients, world: Mapping[str, Any]
) -> None:
    Person.objects.update(language=language)
    Visitor.objects.update(language=language)
    wrong: dict[tuple[str, str], list[str]] = {}
    pages = [seen for seen in every_page() if seen.status != 302][share::SHARES]
    for who in {seen.who: None for seen in pages}:
        context = browser.new_context(locale="es-CO", base_url=live_server.url, reduced_motion="reduce")
        context.add_cookies(cookies(clients, who, language, live_server))  # type: ignore[arg-type]
        looking = Looking(context)
        for seen in (seen for seen in pages if seen.who == who):
            found = looking.open(address_of(seen, world), seen.status)
            for width, theme in LOOKS[language]:
                found += looking.violations(width, theme)
            found += looking.sideways()
            spoken = "es" if seen.address in TO_CUSTOMERS else language  # as the letter was written
            if looking.page.get_attribute("html", "lang") != {"es": "es-CO", "en": "en"}[spoken]:
                found.append("is in another language")
            if found:
                wrong[seen.address, who] = found
        context.close()
    assert not wrong, told(wrong)
