"""The models, by the step of the chain they belong to."""

from clave.store.models.audit import AuditEvent, AuditHead, Unchangeable
from clave.store.models.company import THE_ONE, Company
from clave.store.models.comparison import Comparison, GroupLine
from clave.store.models.people import Person, SetupLink
from clave.store.models.selection import MeasureLine, SelectionLine, SelectionRun

__all__ = [
    "THE_ONE",
    "AuditEvent",
    "AuditHead",
    "Company",
    "Comparison",
    "GroupLine",
    "MeasureLine",
    "Person",
    "SelectionLine",
    "SelectionRun",
    "SetupLink",
    "Unchangeable",
]
