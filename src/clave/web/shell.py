"""What every page has around it: the company, the person, the menu that this role may use."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from clave.base.words import Text, _
from clave.store.alerts import waiting
from clave.store.handovers import waiting_for
from clave.store.models import Company, Handover, Person
from clave.store.work import live_count
from clave.web.access import allows
from clave.web.initials import initials
from clave.web.portal_rules import AT
from clave.web.sections import routes
from clave.web.start import first_page
from clave.web.who import powers, signed_in


@dataclass(frozen=True)
class Item:
    """One entry of the menu: a route without arguments; `family` are the routes that light it up."""

    route: str
    label: Text
    icon: str
    family: frozenset[str] = frozenset()
    within: str = ""
    """The page that leads there too; who may open that one finds it there, and not in the menu."""

    @property
    def key(self) -> str:
        """The letter that, after G, goes there; empty where there is none."""
        return GO.get(self.route, "")


@dataclass(frozen=True)
class Section:
    """A group of entries under a heading."""

    label: Text
    items: tuple[Item, ...]


ACCOUNT_PAGES = frozenset(
    {
        "account", "account_payments", "account_families", "account_criteria", "account_group", "account_lines",
        "account_receivables", "account_history", "account_judgements", "account_rate", "account_decline",
        "accounts_views", "accounts_table",
        "account_owners", "account_assign",
        "account_release", "handovers", "handover", "handover_tell", "handover_sign",
        "account_status", "account_status_act", "account_status_back", "account_status_step",
        "account_touchpoints", "account_cadence", "cadence_new", "cadence_edit",
        "account_services", "account_budget", "account_offsites",
        "account_grants", "account_give", "account_grant_act", "account_grants_all",
        "account_portal", "account_portal_act", "portal_preview",
        "account_hospitality", "account_promotions", "account_references", "account_voice",
        "account_reports",
    }
)  # fmt: skip
POLICY_PAGES = frozenset({"policy_value", "policy_proposal", "policy_effect", "policy_compare", "policy_save"})
IMPORT_PAGES = frozenset({"import", "own_company", "book_undo", "book_reopen"})
PUSH_PAGES = frozenset({"pushes", "push", "push_swaps", "push_history"})
SOURCE_PAGES = frozenset(
    {"source", "source_new", "source_edit", "source_table", "source_act", "source_runs", "source_run"}
)
MY_PAGES = frozenset({"personal_account", "personal_order"})
DISPATCH_PAGES = frozenset({"dispatch_line", "dispatch_move", "dock"})
COLLECTION_PAGES = frozenset({"collection_account", "collection_new", "collection_act"})
PLANT_PAGES = frozenset({"production_order", "production_lock", "production_progress"})
PLAN_PAGES = frozenset(
    {
        "account_plan", "plan_versions", "plan_shared", "plan_period", "plan_new", "plan_edit", "plan_act", "plan_review",
        "plan_close", "plan_restore",
    }
)  # fmt: skip
TODAY_PAGES = frozenset({"alerts", "alert", "alert_act", "today_agenda"}) | routes("functions")
MENU = (
    Section(
        _("My work"),
        (
            Item("today", _("Today"), "sun", TODAY_PAGES),
            Item("personal_list", _("My list"), "bookmark", MY_PAGES),
        ),
    ),
    Section(
        _("Accounts"),
        (
            Item("selection", _("Selection"), "list-check", routes("selection")),
            Item("nominations", _("Nominations"), "star", frozenset({"nomination_new"}), within="selection"),
            Item("accounts", _("Accounts"), "building-factory-2", ACCOUNT_PAGES),
            Item("touchpoints", _("Contacts"), "messages", routes("contacts")),
            Item("due_contacts", _("Contacts that are due"), "calendar-event", within="touchpoints"),
            Item("plans", _("Account plans"), "target-arrow", PLAN_PAGES),
            Item("reports", _("Reports"), "file-text", frozenset({"report", "reports_many"})),
            Item("offsites", _("Joint actions"), "speakerphone", routes("offsites") | routes("references")),
            Item("novelties", _("Novelties and votes"), "thumb-up", routes("voice")),
            Item("results", _("Results"), "chart-histogram", routes("results")),
            Item("needs", _("What they ask for"), "bulb", routes("needs")),
            Item("privileges", _("Privileges"), "heart-handshake", routes("privileges")),
            Item("hospitality", _("Courtesies"), "gift", routes("hospitality")),
            Item("who_is_key", _("Who is key"), "id-badge-2", routes("knows")),
        ),
    ),
    Section(
        _("Service"),
        (
            Item("dispatch", _("Dispatch"), "truck-delivery", DISPATCH_PAGES),
            Item("production", _("Production"), "building-factory", PLANT_PAGES),
            Item("order_ask", _("Consult an order"), "clipboard-text"),
            Item("collection", _("Receivables"), "receipt-2", COLLECTION_PAGES),
            Item("laboratory", _("Laboratory"), "microscope", routes("laboratory")),
            Item("trials", _("Trials"), "flask-2", within="laboratory"),
            Item("services", _("Special services"), "sparkles", within="needs"),
            Item("idle_stock", _("Idle stock"), "packages", routes("idle_stock")),
            Item("promises", _("Promises"), "calendar-check", routes("promises")),
        ),
    ),
    Section(
        _("Data and policy"),
        (
            Item("imports", _("Import"), "database-import", IMPORT_PAGES),
            Item("sources", _("Sources"), "repeat", SOURCE_PAGES | PUSH_PAGES),
            Item("push_sources", _("Writing to the ERP"), "send", PUSH_PAGES, within="sources"),
            Item("coverage", _("Coverage"), "database-search"),
            Item("policy", _("Policy"), "adjustments-horizontal", POLICY_PAGES),
            Item("users", _("Users"), "users", routes("people")),
            Item("delegations", _("Delegations"), "user-check", within="users"),
            Item("data_requests", _("Personal data"), "shield-lock", routes("personal_data")),
            Item("log", _("Log"), "history"),
        ),
    ),
)
GO = {
    "today": "h",
    "accounts": "c",
    "who_is_key": "q",
    "dispatch": "d",
    "order_ask": "t",
    "plans": "p",
    "collection": "f",
    "production": "l",
    "selection": "s",
    "imports": "i",
    "coverage": "b",
    "policy": "o",
    "users": "u",
    "log": "g",
    "results": "r",
    "personal_list": "m",
}
"""After G, this letter goes to that page."""
ON_THE_BAR = 5
"""Entries that fit on the phone's bottom bar, the search among them; the rest is behind «Más»."""
PROFILE = Item("profile", _("My profile"), "user", frozenset({"mfa_index", "usersessions_list"}))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: only entries that exist and that the role may use are drawn. The portal has its own."""
    if request.path.startswith(AT):
        return {}
    person = signed_in(request) if hasattr(request, "user") else None
    role = person.role if person else None
    here = request.resolver_match.view_name if request.resolver_match else ""
    also = powers(request).departments() if person else frozenset()
    sections = [(section.label, _shown(section.items, role, here, also)) for section in MENU]
    entries = [*chain.from_iterable(items for _label, items in sections), *_profile(person, here)]
    can_search = allows(role, "search", also)
    fitting = _fitting(len(entries), can_search + allows(role, "touchpoint_new"))
    return {
        "company": Company.objects.order_by("id").first(),
        "person": person,
        "person_initials": initials(person.name) if person else "",
        "menu": [(label, items) for label, items in sections if items],
        "profile_here": any(current for _item, current in _profile(person, here)),
        "bar_items": entries[:fitting],
        "bar_more": entries[fitting:],
        "bar_more_here": any(current for _item, current in entries[fitting:]),
        "can_search": can_search,
        "logs": allows(role, "touchpoint_new"),
        "log_about": _account_here(request),
        "has_jobs": allows(role, "jobs"),
        "jobs_live": lambda: live_count(person) if person else 0,  # asked only where the top bar is drawn
        "hot": lambda: {"today": waiting(person, localdate())} if person and first_page(role) == "today" else {},
        "theme": person.theme if person else request.COOKIES.get("theme", ""),
        "here": here,
        "sends_mail": settings.CLAVE_SMTP,
        "handovers_waiting": lambda: _handovers(person, here),  # asked only on the page where one's work begins
    }


def _handovers(person: Person | None, here: str) -> list[Handover]:
    """The handovers that wait for this person, on their start page."""
    return waiting_for(person) if person and here == first_page(person.role) else []


def _account_here(request: HttpRequest) -> str:
    """The code of the account whose page this is; empty on every other page."""
    match = request.resolver_match
    about = match is not None and (match.view_name in ACCOUNT_PAGES or match.view_name in COLLECTION_PAGES)
    return str(match.kwargs.get("code", "")) if match and about else ""


def _fitting(entries: int, taken: int) -> int:
    """How many entries stand on the bottom bar beside those that are taken; where not all do, one place goes to «Más»."""
    places = ON_THE_BAR - taken
    return entries if entries <= places else places - 1


def _profile(person: Person | None, here: str) -> list[tuple[Item, bool]]:
    return [(PROFILE, here == PROFILE.route or here in PROFILE.family)] if person else []


def _shown(items: tuple[Item, ...], role: str | None, here: str, also: frozenset[str]) -> list[tuple[Item, bool]]:
    drawn = [item for item in items if allows(role, item.route, also) and not allows(role, item.within, also)]
    return [(item, here == item.route or here in item.family) for item in drawn]
