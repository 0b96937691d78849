"""What is done with key accounts: contacts, rhythms, alerts, plans, needs, services, gifts, events, references. (C3–G11)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, who
from clave.api.lists.pieces import (
    CUSTOMER,
    MINE,
    SINCE,
    TEXT,
    UNTIL,
    WORDS,
    given,
    of_theirs,
    person,
    plain,
    spoken,
    text,
    word,
)
from clave.operations import events as event_words
from clave.operations import initiatives as initiative_words
from clave.operations import needs as need_words
from clave.operations import offsite as offsite_words
from clave.operations import references as reference_words
from clave.operations import special_services as service_words
from clave.operations.alerts.shape import KINDS as ALERTS
from clave.operations.hospitality.kinds import DIRECTIONS as GIFT_WAYS
from clave.operations.hospitality.kinds import KINDS as GIFTS_OF
from clave.operations.hospitality.kinds import STATES as GIFT_STATES
from clave.operations.plan.freshness import STATES as PLAN_STATES
from clave.operations.plan.said import MEASURES, OURS_ALONE
from clave.operations.plan.said import STATES as DONE_OR_NOT
from clave.operations.promotions import said as promotion_words
from clave.operations.touchpoints import DIRECTIONS, KINDS
from clave.store import (
    events,
    initiatives,
    needs,
    offsite,
    plan_lists,
    promotions,
    references,
    special_services,
    touchpoints,
)
from clave.store.alerts import STATES as ALERT_STATES
from clave.store.alerts import Wanted as Alarmed
from clave.store.alerts import alerts, newest_alerts
from clave.store.cadence import Agreed, agreed, running
from clave.store.fields import GIFTS, MARGIN, MEETING, PROMOTED, REFERRED, SERVED
from clave.store.hospitality import acts_seen
from clave.store.models import (
    AccountPlan,
    Cadence,
    CompetitorVisit,
    Event,
    Hospitality,
    JointInitiative,
    Need,
    OffsiteSession,
    PlanAction,
    PlanObjective,
    ProfileStatement,
    Promotion,
    PublicConsent,
    RaisedAlert,
    ReferenceAsk,
    Referral,
    SpecialService,
    TenderBlackout,
    Touchpoint,
    WillingReference,
)
from clave.store.promotions import result_of
from clave.store.today import WRITTEN_KINDS, Names, agenda_of
from clave.store.touchpoints import people_in

Asked = Mapping[str, Any]
ALERT_WORDS = {"open": ALERT_STATES[0], "snoozed": ALERT_STATES[1], "false": ALERT_STATES[2], "ended": ALERT_STATES[3]}
"""How the API calls the states of an alert."""
FOLLOW_UPS = {"open": touchpoints.OPEN, "done": touchpoints.DONE}


def _touchpoints(asker: Asker, asked: Asked) -> Rows:
    wanted = touchpoints.Wanted(
        asked.get("q", ""), asked.get("customer", ""), asked.get("kind", ""), asked.get("direction", ""), asked.get("by"),
        asked.get("contact"), asked.get("since"), asked.get("until"), FOLLOW_UPS.get(asked.get("follow_up", ""), ""),
        bool(asked.get("mine")),
    )  # fmt: skip
    return touchpoints.touchpoints(wanted, asker.person, asker.day).select_related("by")


def _with(_asker: Asker, rows: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    return people_in(rows)


def _people(row: Touchpoint, look: Look) -> list[dict[str, Any]]:
    return [{"id": one.pk, "name": one.name} for one in look.found.get(row.pk, ())]


def _alerts(asker: Asker, asked: Asked) -> Rows:
    if "state" not in asked:
        found = RaisedAlert.objects.select_related("assigned", "snoozed_by", "false_by")
        return found.filter(**given(asked, "customer", "kind"))
    wanted = Alarmed(
        ALERT_WORDS[asked["state"]], asked.get("kind", ""), asked.get("customer", ""), asked.get("q", ""),
        asker.person if asked.get("mine") else None,
    )  # fmt: skip
    return alerts(wanted, asker.day)


def _alarm(asker: Asker, asked: Asked) -> Asked:
    run = newest_alerts()
    look = Look(asker, asked)
    return {
        "number": run.pk, "as_of": run.day, "made_at": run.made_at, "currency": run.currency, "facts": run.facts_version,
        "policy": run.policy_version, "remarks": [look.kept(one) for one in run.dark],
    } if run else {}  # fmt: skip


FROM_DOCUMENTS = ("silent", "family", "payment", "mix", "promise", "condition")
"""Kinds of alerts whose reason names nobody and quotes nobody."""


def _quotes(row: RaisedAlert) -> bool:
    return row.kind not in FROM_DOCUMENTS


def _called(_asker: Asker, rows: Sequence[Agreed]) -> Names:
    """What the accounts of rhythms are called."""
    return Names([one.row.customer for one in rows])


def _due(asker: Asker, asked: Asked) -> Rows:
    found = agreed(asker.day, [asked["customer"]] if "customer" in asked else None)
    return [
        one for one in found
        if one.stand.due <= (asked.get("until") or asker.day)
        and (not asked.get("mine") or asker.person.pk in {person.pk for person in one.people})
    ]  # fmt: skip


def _agenda(asker: Asker, asked: Asked) -> Rows:
    found = agenda_of(asker.day, asker.limits, sorted(asker.sight.held) if asked.get("mine") else None)
    return [
        {"place": place, "on": one.on, "kind": one.kind, "what": one.what, "customer": one.customer, "name": one.name}
        for place, one in enumerate(found, 1)
        if asked.get("customer") in (None, one.customer)
    ]  # fmt: skip


def _plans(asker: Asker, asked: Asked) -> Rows:
    wanted = plan_lists.Wanted(asked.get("q", ""), asked.get("state", ""), mine=bool(asked.get("mine")))
    found = plan_lists.among(plan_lists.listed(asker.day, asker.limits), wanted, asker.sight.held)
    return [one for one in found if asked.get("customer") in (None, one.customer)]


def _plan_actions(asker: Asker, asked: Asked) -> Rows:
    found = PlanAction.objects.filter(removed_at=None, plan__closed_at=None).select_related(
        "plan", "owner", "contact", "done_by", "objective"
    )
    if asked.get("mine"):
        found = found.filter(plan__customer__in=asker.sight.held)
    if "until" in asked:
        found = found.filter(due_on__lte=asked["until"])
    if "state" in asked:
        found = found.filter(state=asked["state"])
    return found.filter(plan__customer=asked["customer"]) if "customer" in asked else found


def _plan_objectives(asker: Asker, asked: Asked) -> Rows:
    found = PlanObjective.objects.filter(removed_at=None, plan__closed_at=None).select_related("plan", "goal", "owner")
    return found.filter(plan__customer=asked["customer"]) if "customer" in asked else found


def _needs(asker: Asker, asked: Asked) -> Rows:
    wanted = needs.Wanted(asked.get("q", ""), asked.get("stage", "todas"), asked.get("customer", ""), _mine(asked))
    return needs.among(needs.listed(asker.day), wanted, asker.person, asker.sight.held)


def _initiatives(asker: Asker, asked: Asked) -> Rows:
    every = initiatives.listed(asker.day, asker.limits)
    wanted = initiatives.Wanted(
        asked.get("q", ""), asked.get("stage", "todas"), "", asked.get("customer", ""), _mine(asked)
    )
    return initiatives.among(every, wanted, asker.person, asker.sight.held)


def _services(asker: Asker, asked: Asked) -> Rows:
    every = special_services.listed(asker.day, asker.limits, asker.roles)
    wanted = special_services.Wanted(
        asked.get("q", ""), asked.get("stage", "todas"), "", asked.get("customer", ""), _mine(asked)
    )
    return special_services.among(every, wanted, asker.person, asker.sight.held)


def _offsites(asker: Asker, asked: Asked) -> Rows:
    every = offsite.listed(asker.day, asker.limits, asked.get("customer", ""))
    wanted = offsite.Wanted(
        asked.get("q", ""), asked.get("stage", "todas"), None, asked.get("since"), asked.get("until"), _mine(asked)
    )
    return offsite.among(every, wanted, asker.sight.held, sees_cost=False)


def _events(asker: Asker, asked: Asked) -> Rows:
    wanted = events.Wanted(asked.get("q", ""), "", asked.get("stands", ""), asked.get("since"), asked.get("until"))
    return events.among(events.listed(asker.day, asked.get("customer", "")), wanted, sees_cost=False)


def _takes_part(one: Any) -> tuple[str, ...]:
    return tuple(each.customer for each in one.accounts)


def _gifts(asker: Asker, asked: Asked) -> Rows:
    found = acts_seen(asker.person, asker.sight).filter(**given(asked, "customer", "state", "kind"))
    days = {"on__gte": asked.get("since"), "on__lte": asked.get("until")}
    return found.filter(**{name: day for name, day in days.items() if day})


def _tenders(asker: Asker, asked: Asked) -> Rows:
    found = TenderBlackout.objects.select_related("by", "ended_by").filter(**given(asked, "customer"))
    return found if asker.sees_all(GIFTS) else found.filter(customer__in=asker.sight.held)


def _promotions(asker: Asker, asked: Asked) -> Rows:
    every = promotions.listed()
    wanted = promotions.Wanted(
        asked.get("q", ""), asked.get("stage", "todas"), "", asked.get("customer", ""), "", _mine(asked)
    )
    return promotions.among(every, wanted, asker.person, asker.sight.held, asker.day, frozenset())


def _references(asker: Asker, asked: Asked) -> Rows:
    looked = references.Looked(text=asked.get("q", ""), customer=asked.get("customer", ""), way=asked.get("way", ""))
    return references.willing(asker.limits, asker.day, looked)


def _asks(asker: Asker, asked: Asked) -> Rows:
    wanted = references.AskWanted(
        asked.get("q", ""), asked.get("state", ""), "", "", asked.get("customer", ""), _mine(asked)
    )
    return references.asks_among(references.asks(), wanted, asker.person, asker.day, asker.limits, frozenset())


def _referrals(asker: Asker, asked: Asked) -> Rows:
    wanted = references.AskWanted(asked.get("q", ""), customer=asked.get("customer", ""), only=_mine(asked))
    return references.referrals_among(references.referrals(), wanted, asker.person, frozenset())


def _mine(asked: Asked) -> str:
    return "mias" if asked.get("mine") else ""


def _measured(way: str, kind: Any, means: str = "") -> Column:
    """A figure of what came of a promotion; null where nobody measured it as it stands."""
    return Column(way, kind, means, lambda row, _look: getattr(result_of(row), way, None), PROMOTED)


def _stage(words: Mapping[str, Any]) -> Filter:
    return Filter("stage", str, "", tuple(words))


STAGED = "pk customer name created_at changed_at"
AIMS = "target baseline now"


def _of_margin(row: PlanObjective) -> bool:
    """Whether its figures tell a margin."""
    return row.measure in OURS_ALONE


SPENT = "ours theirs ours_spent theirs_spent"
LISTS = (
    Listing(
        "touchpoints", "Contacts that there were",
        "Visits, calls and mails with customers, what was said and what is left to do.",
        _touchpoints,
        (
            *plain(Touchpoint, "pk customer on text topics feedback follow_up follow_up_on done_on at changed_at"),
            word("kind", KINDS), word("direction", DIRECTIONS), person("by"),
            Column("people", list[dict[str, Any]], "Who of the customer", _people, personal=True),
            Column("cost", Decimal, "", field=MARGIN),
        ),
        (
            WORDS, CUSTOMER, MINE, Filter("kind", str, "", tuple(KINDS)), Filter("direction", str, "", tuple(DIRECTIONS)),
            Filter("by", int, "Number of who logged it"),
            Filter("contact", int, "Number of a person of the customer", personal=True), SINCE, UNTIL,
            Filter("follow_up", str, "Whether something is left to do", tuple(FOLLOW_UPS)),
        ),
        around=_with, nature="written",
    ),
    Listing(
        "cadences", "Agreed rhythms", "Who of ours has contact with whom, how often, as it was agreed.",
        lambda _asker, asked: running().filter(**given(asked, "customer")),
        (
            *plain(Cadence, "pk customer who area channel topic days since created_at changed_at"), person("person"),
            of_theirs(means="Of the customer"),
        ),
        (CUSTOMER,),
    ),
    Listing(
        "due-contacts", "Contacts that are due", "Agreed contacts that are due by a day, and who has them.",
        _due,
        (
            Column("id", int, "Of the rhythm", "row.pk"), Column("customer", str, "", "row.customer"),
            Column("name", str, "", lambda one, look: look.found[one.row.customer]),
            Column("due", date, "", "stand.due"), spoken("who", lambda one: one.who),
            replace(spoken("whom", lambda one: one.whom, personal=True), names=lambda one: one.row.contact_id is not None),
            replace(spoken("topic", lambda one: one.topic, personal=True), names=lambda one: bool(one.row.topic)),
            Column("channel", str, "", "row.channel"),
            Column("people", list[Any], "Who of ours has it today", lambda one, _look: [who(each) for each in one.people]),
        ),
        (CUSTOMER, MINE, Filter("until", date, "Due by that day; today where none is asked for")), key="row.pk", single=False,
        around=_called,
    ),
    Listing(
        "agenda", "The agenda", "What falls due in the coming days: reviews, plans, services, ends of conditions.",
        _agenda,
        (
            Column("place", int), Column("on", date), Column("kind", str), Column("customer", str), Column("name", str),
            replace(spoken("what", lambda row: row["what"], personal=True), names=lambda row: row["kind"] in WRITTEN_KINDS),
        ),
        (CUSTOMER, MINE), key="place", single=False,
    ),
    Listing(
        "alerts", "Alerts", "What to look at, why, how sure, and what was done about it.",
        _alerts,
        (
            *plain(
                RaisedAlert,
                "pk customer name matter chance money worth currency urgency first_day last_day ended_on snoozed_until "
                "snooze_reason false_at false_reason",
            ),
            word("kind", ALERTS), replace(text("why", personal=True), names=_quotes), text("sure"),
            person("assigned"), person("snoozed_by"), person("false_by"),
        ),
        (
            TEXT, CUSTOMER, MINE, Filter("kind", str, "", tuple(ALERTS)),
            Filter("state", str, "All where none", tuple(ALERT_WORDS)),
        ),
        basis=_alarm, nature="estimated",
    ),
    Listing(
        "plans", "Account plans", "Every open plan and every key account without one: how alive it is, and what is in it.",
        _plans,
        (
            Column("customer", str), Column("name", str), person("owner"),
            Column("state", str, "none = a key account without a plan"), Column("plan", int, "Its number", "plan.pk"),
            *plain(AccountPlan, "starts_on ends_on next_review_on version changed_at", "plan."),
            Column("goals_of_theirs", int, "", "theirs"), Column("objectives", int), Column("open", int, "Actions still to do"),
            Column("overdue", int), Column("done", int),
        ),
        (TEXT, CUSTOMER, MINE, Filter("state", str, "", (*PLAN_STATES, "none"))), key="customer", key_kind=str,
        nature="written",
    ),
    Listing(
        "plan-actions", "Actions of the plans", "What is to be done, by whom, by when, and what came of it.",
        _plan_actions,
        (
            *plain(PlanAction, "pk text starts_on due_on shared state closed_on outcome version"),
            Column("customer", str, "", "plan.customer"), Column("name", str, "", "plan.name"),
            Column("plan", int, "", "plan_id"), Column("objective", int, "", "objective_id"),
            word("measure", MEASURES, "objective.measure", "By which its objective is measured"),
            person("owner"), person("done_by"), of_theirs(means="Of the customer"),
        ),
        (CUSTOMER, MINE, Filter("state", str, "", tuple(DONE_OR_NOT)), Filter("until", date, "Due by that day")),
        accounts=lambda row: (row.plan.customer,), nature="written",
    ),
    Listing(
        "plan-objectives", "Objectives of the plans", "What each plan is to reach, from where, and how far it is.",
        _plan_objectives,
        (
            *plain(
                PlanObjective,
                "pk title measure family product starts_on due_on unit now_on worth shared version",
            ),
            *(replace(one, only=_of_margin) for one in plain(PlanObjective, AIMS, hidden=dict.fromkeys(AIMS.split(), MARGIN))),
            Column("customer", str, "", "plan.customer"), Column("plan", int, "", "plan_id"), Column("goal", int, "", "goal_id"),
            Column("goal_text", str, "", "goal.text", personal=True),
            Column("side", str, "ours or theirs", "goal.side"), person("owner"),
        ),
        (CUSTOMER,), accounts=lambda row: (row.plan.customer,), nature="written",
    ),
    Listing(
        "profile", "The profile of the accounts", "What is known of a customer, who said so and when.",
        lambda _asker, asked: ProfileStatement.objects.select_related("by").filter(
            withdrawn_at=None, **given(asked, "customer", "field")
        ),
        (*plain(ProfileStatement, "pk customer field value on source at"), person("by")), (CUSTOMER, Filter("field", str)),
    ),
    Listing(
        "competitor-visits", "Visits of competitors", "Who visited a customer, what they offered and at which price.",
        lambda _asker, asked: CompetitorVisit.objects.filter(withdrawn_at=None, **given(asked, "customer")).select_related("by"),
        (*plain(CompetitorVisit, "pk customer on competitor offered family price source at"), person("by")), (CUSTOMER,),
    ),
    Listing(
        "needs", "Needs", "Problems of customers, their solutions, and to whom else those were offered.",
        _needs,
        (
            *plain(Need, f"{STAGED} asked_by asked_on problem solution result gained product family", "row."),
            word("stage", need_words.LABELS, "row.stage"), person("by", "row.by"),
            Column("offers", int, "To how many other customers it was offered", lambda one, _look: len(one.offers)),
        ),
        (TEXT, CUSTOMER, MINE, _stage(need_words.LABELS)), key="row.pk", nature="written",
    ),
    Listing(
        "initiatives", "Joint initiatives", "What we do together with a customer, and the next step.",
        _initiatives,
        (
            *plain(
                JointInitiative,
                f"{STAGED} title about started_on due_on ours theirs next_step next_on site country result gained moved_on",
                "row.",
            ),
            word("kind", initiative_words.KINDS, "row.kind"), word("stage", initiative_words.LABELS, "row.stage"),
            person("owner", "row.owner"),
            Column("still", list[str], "Why it does not move", lambda one, look: [look.say(each) for each in one.still]),
        ),
        (TEXT, CUSTOMER, MINE, _stage(initiative_words.LABELS)), key="row.pk", nature="written",
    ),
    Listing(
        "services", "Special services", "What is asked for beyond the ordinary, who approved it, what it took.",
        _services,
        (
            *plain(SpecialService, f"{STAGED} what needed_on hours document done_on result", "row."),
            word("kind", service_words.KINDS, "row.kind"),
            word("stage", service_words.LABELS, "row.stage"), person("by", "row.by"),
            Column("cost", Decimal, "Known or expected", "price.amount", SERVED),
            Column("at_rate", bool, "Whether the cost is hours at the rate of the policy", "price.at_rate", SERVED),
            Column("late", bool),
        ),
        (TEXT, CUSTOMER, MINE, _stage(service_words.LABELS)), key="row.pk", nature="written",
    ),
    Listing(
        "offsites", "Off-site sessions", "Sessions away with a customer, and what came of their ideas.",
        _offsites,
        (
            *plain(OffsiteSession, f"{STAGED} on place purpose agreed", "row."), person("owner", "row.owner"),
            word("stage", offsite_words.LABELS, "row.stage"), Column("cost", Decimal, "", "row.cost", MEETING),
            Column("ideas", int, "", lambda one, _look: len(one.ideas)),
            Column("became", int, "Ideas of which something was made"),
            Column("undecided", int), spoken("lying", lambda one: one.lying, "What is said of ideas that lie untouched"),
        ),
        (TEXT, CUSTOMER, MINE, SINCE, UNTIL, _stage(offsite_words.LABELS)), key="row.pk",
    ),
    Listing(
        "events", "Events", "The register of events, who takes part, and what must come down from public.",
        _events,
        (
            *plain(Event, "pk title starts_on ends_on place about created_at changed_at", "row."),
            word("kind", event_words.KINDS, "row.kind"), Column("stands", str, "coming, on or over"),
            Column("customers", list[str], "Who takes part", lambda one, _look: [each.customer for each in one.accounts]),
            Column("cost", Decimal, "", "row.cost", MEETING), Column("to_take_down", int, "", "down"),
        ),
        (TEXT, CUSTOMER, SINCE, UNTIL, Filter("stands", str, "", tuple(event_words.STANDS))), key="row.pk", accounts=_takes_part,
    ),
    Listing(
        "public-consents", "Consents for public use", "What customers let us use in public, for what, until when.",
        lambda asker, asked: events.consents("", asked.get("q", ""), asked.get("customer", ""), today=asker.day),
        (
            *plain(PublicConsent, "pk customer name on covers purpose evidence until created_at withdrawn_on withdrawn_words"),
            of_theirs(means="Who said yes"), Column("event", int, "For it alone", "event_id"),
            person("by"),
        ),
        (TEXT, CUSTOMER),
    ),
    Listing(
        "hospitality", "Hospitality", "What is given, offered and refused: those that whom the key acts for may see.",
        _gifts,
        (
            *plain(
                Hospitality,
                "pk customer name on what document cost at decided_at decided_words approved_cost ended_at ended_words",
            ),
            word("direction", GIFT_WAYS), word("kind", GIFTS_OF), word("state", GIFT_STATES), person("ours"), person("by"),
            person("decided_by"), person("ended_by"),
        ),
        (CUSTOMER, SINCE, UNTIL, Filter("state", str, "", tuple(GIFT_STATES)), Filter("kind", str, "", tuple(GIFTS_OF))),
    ),
    Listing(
        "tenders", "Tenders", "Days on which nothing is given to a customer, and why.",
        _tenders,
        (*plain(TenderBlackout, "pk customer name since until why at ended_at ended_words"), person("by"), person("ended_by")),
        (CUSTOMER,),
    ),
    Listing(
        "promotions", "Joint promotions", "What was agreed, what each side pays, and what came of it.",
        _promotions,
        (
            *plain(Promotion, f"{STAGED} title starts_on ends_on families products measure goal target conditions"),
            *plain(Promotion, SPENT, hidden=dict.fromkeys(SPENT.split(), PROMOTED)),
            word("kind", promotion_words.KINDS), word("stage", promotion_words.LABELS), person("owner"),
            of_theirs(means="Who agrees it at the customer"),
            _measured("verdict", str, "lift, fall, none, unknown, not_begun; null = nobody measured it"),
            _measured("lift", float),
            _measured("low", float), _measured("high", float),
        ),
        (TEXT, CUSTOMER, MINE, _stage(promotion_words.LABELS)), nature="estimated",
    ),
    Listing(
        "references", "Who is willing to be a reference",
        "Who of which customer, in which way, and whether they can be asked today.",
        _references,
        (
            *plain(WillingReference, "pk customer name ways since about note at changed_at", "row."),
            of_theirs(way="row.contact.name"), Column("sector", str), Column("gave", int, "References given, ever"),
            Column("free", bool, "Whether they can be asked today", "free.allowed"),
            Column("why", list[str], "Why not", lambda one, look: [look.say(each) for each in one.free.why]),
        ),
        (TEXT, CUSTOMER, Filter("way", str, "", tuple(reference_words.WAYS))), key="row.pk",
    ),
    Listing(
        "reference-asks", "References that were asked for", "For which company, what they answered, what business came of it.",
        _asks,
        (
            *plain(ReferenceAsk, "pk customer name prospect on sector product note answered_on answer at changed_at"),
            word("way", reference_words.WAYS), word("state", reference_words.STATES), word("result", reference_words.RESULTS),
            of_theirs(), person("by"), Column("amount", Decimal, "", field=REFERRED),
        ),
        (TEXT, CUSTOMER, MINE, Filter("state", str, "", tuple(reference_words.STATES))),
    ),
    Listing(
        "referrals", "Referrals", "Who recommended us to whom, and what came of it.",
        _referrals,
        (
            *plain(Referral, "pk customer name prospect on note at changed_at"), word("result", reference_words.RESULTS),
            of_theirs(), person("by"), Column("amount", Decimal, "", field=REFERRED),
        ),
        (TEXT, CUSTOMER, MINE),
    ),
)  # fmt: skip
