"""The models, by the step of the chain they belong to."""

from clave.store.models.accounts import AccountLine, SavedView, TableChoice
from clave.store.models.audit import AuditEvent, AuditHead, Unchangeable
from clave.store.models.company import THE_ONE, Company
from clave.store.models.comparison import Comparison, GroupLine
from clave.store.models.imports import CoverageFound, Import, ImportFile
from clave.store.models.jobs import Job
from clave.store.models.people import INVITATION, PASSWORD, EntryLink, Person, SetupLink
from clave.store.models.selection import MeasureLine, SelectionLine, SelectionRun

__all__ = [
    "INVITATION",
    "PASSWORD",
    "THE_ONE",
    "AccountLine",
    "AuditEvent",
    "AuditHead",
    "Company",
    "Comparison",
    "CoverageFound",
    "EntryLink",
    "GroupLine",
    "Import",
    "ImportFile",
    "Job",
    "MeasureLine",
    "Person",
    "SavedView",
    "SelectionLine",
    "SelectionRun",
    "SetupLink",
    "TableChoice",
    "Unchangeable",
]
