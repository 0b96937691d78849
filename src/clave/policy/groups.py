"""The values of policy by what they decide, in the order in which people read them."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Text, _
from clave.policy import declared as declared  # registers every value
from clave.policy import effect as effect
from clave.policy import harvest as harvest
from clave.policy import portal as portal
from clave.policy import programme as programme
from clave.policy import push as push
from clave.policy import voice as voice
from clave.policy.kinds import DECLARED
from clave.policy.shape import Value


@dataclass(frozen=True)
class Group:
    """Values that decide one matter: those whose key is, or begins with, one of `names`.

    `on_list` = they can change who is on today's list; the others decide about what is read from now on."""

    key: str
    label: Text
    about: Text
    names: tuple[str, ...]
    on_list: bool = True

    def holds(self, key: str) -> bool:
        """Whether a value belongs here."""
        return key.partition(".")[0] in self.names

    @property
    def values(self) -> tuple[Value[object], ...]:
        """Its values, in declared order."""
        return tuple(value for key, value in DECLARED.items() if self.holds(key))


GROUPS = (
    Group(
        "order",
        _("Order and weights"),
        _("Which reasons count, in which order, how much each weighs, and the seats kept for some of them."),
        ("order", "weighting", "typed_weights", "seats"),
    ),
    Group("payment", _("Payment condition"), _("Who is an excellent payer."), ("gate",)),
    Group(
        "criteria",
        _("Thresholds of the criteria"),
        _("From where on each criterion applies to a customer."),
        (
            "volume",
            "distributor",
            "kilos",
            "profit",
            "potential",
            "loyalty",
            "idle_stock",
            "judged",
            "cash",
        ),
    ),
    Group(
        "capacity",
        _("Capacity"),
        _("How many key accounts fit: places, people, hours and budget."),
        ("capacity",),
    ),
    Group(
        "certainty",
        _("How sure, and who enters and leaves"),
        _("When a place is safe or debatable, and the bands that keep a status from coming and going."),
        ("bands", "draws", "seed", "interval"),
    ),
    Group(
        "debate",
        _("Debate"),
        _("From when on several people's orders of importance are said to agree."),
        ("debate",),
        on_list=False,
    ),
    Group(
        "committee",
        _("Committee"),
        _("When there are enough votes, who may not decide, and how long an exception holds."),
        ("committee",),
        on_list=False,
    ),
    Group(
        "life",
        _("Life of a status"),
        _("How long a trial and a landing last, and when reviews, announcements and endings fall due."),
        ("life",),
        on_list=False,
    ),
    Group(
        "scores",
        _("From sizes to scores"),
        _("How a size becomes 0 to 100 points, and what an unknown score may be."),
        ("abc", "value", "unknown"),
    ),
    Group(
        "measures",
        _("Measures"),
        _("How growth, rhythm, lost families and the share of wallet are reckoned."),
        ("growth", "rhythm", "families", "wallet"),
    ),
    Group(
        "concentration",
        _("Concentration"),
        _("From when on purchases are said to stand on few customers."),
        ("concentration",),
        on_list=False,
    ),
    Group("cost", _("Cost to serve"), _("What serving a customer costs, by unit."), ("cost",)),
    Group(
        "privileges",
        _("Privileges"),
        _("What key accounts are given by their category, how much of it, and how long conditions may last."),
        ("template", "promise", "condition", "minimum"),
        on_list=False,
    ),
    Group(
        "health",
        _("Health of the accounts"),
        _("When an account is in watch, and when at risk."),
        ("health",),
        on_list=False,
    ),
    Group(
        "dispatch",
        _("Dispatch"),
        _("Who goes first when there is not enough, how far that may go, and what it costs."),
        ("dispatch",),
        on_list=False,
    ),
    Group(
        "cadence",
        _("Rhythm of contacts"),
        _("Who of ours speaks with whom and how often, by why an account is key, and who is told when it is not kept."),
        ("cadence",),
        on_list=False,
    ),
    Group(
        "ledger",
        _("Promises"),
        _("How far back promises are judged, and what counts as now."),
        ("ledger",),
        on_list=False,
    ),
    Group(
        "production",
        _("Plant"),
        _("How work orders are sequenced: what key accounts weigh, what stays frozen, and when machines work."),
        ("production",),
        on_list=False,
    ),
    Group(
        "collection",
        _("Collection"),
        _("When customers are asked to pay and how often, and the hours in which the law lets people be asked."),
        ("collection", "contact", "calendar"),
        on_list=False,
    ),
    Group(
        "service",
        _("Improvements and idle stock"),
        _("What comes first in the queue of improvements, and to whom idle stock is offered."),
        ("improvement", "rotation", "asking"),
        on_list=False,
    ),
    Group(
        "hospitality",
        _("Hospitality and gifts"),
        _("What may be given and taken, and who approves more."),
        ("hospitality",),
        on_list=False,
    ),
    Group(
        "portal",
        _("Portal of the customers"),
        _("How long links and sessions of the portal last, and until when it opens to who is no longer key."),
        ("portal",),
        on_list=False,
    ),
    Group(
        "personal",
        _("Personal data"),
        _("Until when requests of people are answered, and how long what is known of them is kept."),
        ("personal",),
        on_list=False,
    ),
    Group(
        "plan",
        _("Account plans"),
        _("When a plan is stale, how much fits into one, and how far an objective may lag behind."),
        ("plan",),
        on_list=False,
    ),
    Group(
        "alerts",
        _("Alerts"),
        _("From when on a silence, a late payment or an old plan is an alert on Hoy, and for how long."),
        ("alerts",),
        on_list=False,
    ),
    Group(
        "people",
        _("Profiles and people"),
        _("When what we know of an account is stale, and when the map of influence gives an alert."),
        ("profile", "influence"),
        on_list=False,
    ),
    Group(
        "services",
        _("Special services, needs and initiatives"),
        _(
            "Who approves a special service, when a budget is near, whom a solution is offered, when an initiative is still."
        ),
        ("services", "needs", "initiatives"),
        on_list=False,
    ),
    Group(
        "sessions",
        _("Off-site sessions and events"),
        _("When ideas that nobody touched are said, and until when something may have come of an event."),
        ("sessions", "events"),
        on_list=False,
    ),
    Group(
        "report",
        _("Reports of consumption"),
        _("Which periods a report tells of, when it is prepared, and how much it names."),
        ("report",),
        on_list=False,
    ),
    Group(
        "forecast",
        _("Forecasts"),
        _("How far ahead purchases are forecast, from how much of the past, and what the range should hold."),
        ("forecast",),
        on_list=False,
    ),
    Group(
        "promotions",
        _("Promotions and references"),
        _("How the result of a joint promotion is measured, and how often a customer is asked to be a reference."),
        ("promotions", "references"),
        on_list=False,
    ),
    Group(
        "harvest",
        _("What the programme gives back"),
        _("The target of each reason for being key, and of what spreads and is recommended."),
        ("harvest",),
        on_list=False,
    ),
    Group(
        "voice",
        _("Surveys and novelties"),
        _("How often people of customers are asked, from how many answers on they are shown, and which ones alert."),
        ("surveys", "novelties"),
        on_list=False,
    ),
    Group(
        "effect",
        _("Whether status matters"),
        _("Who is comparable with a key account, and from how many accounts on a figure of the programme is said."),
        ("effect",),
        on_list=False,
    ),
    Group(
        "intake",
        _("Reading of files"),
        _("What is accepted from a file, from the next import on."),
        ("intake",),
        on_list=False,
    ),
    Group(
        "sources",
        _("Sources"),
        _("How databases, ERPs and folders are read, from the next pull on."),
        ("sources",),
        on_list=False,
    ),
    Group(
        "push",
        _("Writing to the ERP"),
        _("How much is written at once, who approves it, and what people read of a key account in the ERP."),
        ("push", "odoo"),
        on_list=False,
    ),
    Group(
        "webhooks",
        _("Webhooks"),
        _(
            "How often what other systems are told is tried again, when one is switched off, and how long messages are kept."
        ),
        ("webhooks",),
        on_list=False,
    ),
    Group(
        "coverage",
        _("Coverage"),
        _("When the state of the facts deserves a warning."),
        ("coverage",),
        on_list=False,
    ),
    Group(
        "schedule",
        _("Schedule and keeping"),
        _("When clave does what it does by itself, and how long it keeps what has ended."),
        ("schedule", "keep"),
        on_list=False,
    ),
    Group(
        "knowing",
        _("Announcement and API"),
        _("How long customers have to acknowledge, and how much other systems may ask."),
        ("announcement", "api"),
        on_list=False,
    ),
)


def group_of(key: str) -> Group:
    """The group of a declared value; StopIteration where nobody gave it one, which a test keeps from happening."""
    return next(group for group in GROUPS if group.holds(key))
