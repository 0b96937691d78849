"""Into which part of the programme each cost belongs, and what each is called. (F2)"""

from __future__ import annotations

from collections.abc import Mapping

from clave.base.words import Text, _
from clave.privileges.catalogue.declared import PRIVILEGES

PARTS: Mapping[str, Text] = {
    "priority": _("Priority and freight"),
    "price": _("Preferential price and terms"),
    "kam": _("KAM time and contacts"),
    "laboratory": _("Laboratory and development"),
    "hospitality": _("Hospitality, events and promotions"),
    "service": _("Small orders, returns and services"),
}
"""The parts, in the order in which they are drawn."""
SHORT: Mapping[str, Text] = {
    "priority": _("Priority"), "price": _("Price"), "kam": _("KAM and contacts"), "laboratory": _("Laboratory"),
    "hospitality": _("Hospitality and events"), "service": _("Small orders and services"),
}  # fmt: skip
"""Their names where there is little room."""
_OF_PRIVILEGE: Mapping[str, str] = {
    "dispatch": "priority", "complete": "priority", "dock": "priority", "production": "priority", "preferential": "price",
    "contact": "kam", "sponsor": "kam", "joint_plan": "kam", "one_voice": "kam", "report": "kam", "billing": "kam",
    "laboratory": "laboratory", "improvement": "laboratory", "preview": "laboratory", "visibility": "hospitality",
    "no_minimum": "service", "returns": "service", "seconds": "service",
}  # fmt: skip
KAM_TIME, LAB_HOURS = "kam_time", "service_lab"
OTHERS: Mapping[str, tuple[Text, str]] = {
    KAM_TIME: (_("Time of the KAM"), "kam"),
    LAB_HOURS: (_("Hours of laboratory beyond the privilege"), "laboratory"),
    "service_sample": (_("Samples"), "laboratory"),
    "service_training": (_("Training"), "laboratory"),
    "service_return": (_("Returns beyond the privilege"), "service"),
    "service_urgent": (_("Urgent deliveries as a special service"), "priority"),
    "hospitality": (_("Hospitality and gifts"), "hospitality"),
    "session": (_("Off-site sessions"), "hospitality"),
    "event": (_("Events"), "hospitality"),
    "promotion": (_("Joint promotions"), "hospitality"),
}
"""What costs and is no privilege, by its key: its label and its part."""
TOLD_BY: Mapping[str, str] = {
    "joint_plan": KAM_TIME, "one_voice": KAM_TIME, "report": KAM_TIME, "improvement": LAB_HOURS, "visibility": "event",
}  # fmt: skip
"""Privileges whose cost is another one's: time of the KAM, hours of laboratory, events. Nothing of them is counted twice."""


def label_of(what: str) -> Text:
    """What a cost is called."""
    return OTHERS[what][0] if what in OTHERS else PRIVILEGES[what].label


def part_of(what: str) -> str:
    """The part it belongs to."""
    return OTHERS[what][1] if what in OTHERS else _OF_PRIVILEGE[what]


def whats() -> tuple[str, ...]:
    """Everything that may cost, in the order of the parts."""
    every = [*PRIVILEGES, *OTHERS]
    return tuple(sorted(every, key=lambda what: [*PARTS].index(part_of(what))))
