"""The models, by the step of the chain they belong to."""

from clave.store.models.accounts import AccountLine, SavedView, TableChoice
from clave.store.models.audit import AuditEvent, AuditHead, Unchangeable
from clave.store.models.company import THE_ONE, Company
from clave.store.models.comparison import Comparison, GroupLine
from clave.store.models.delegation import Delegation, DepartmentHead
from clave.store.models.handover import KNOWS, Handover
from clave.store.models.imports import CoverageFound, Import, ImportFile
from clave.store.models.jobs import Job
from clave.store.models.ownership import OWNER, PARTS, SPONSOR, SUBSTITUTE, KamCapacity, Ownership
from clave.store.models.people import INVITATION, PASSWORD, EntryLink, Person, SetupLink
from clave.store.models.selection import MeasureLine, SelectionLine, SelectionRun
from clave.store.models.status import KeyStatus, StatusChange

__all__ = [
    "INVITATION",
    "KNOWS",
    "OWNER",
    "PARTS",
    "PASSWORD",
    "SPONSOR",
    "SUBSTITUTE",
    "THE_ONE",
    "AccountLine",
    "AuditEvent",
    "AuditHead",
    "Company",
    "Comparison",
    "CoverageFound",
    "Delegation",
    "DepartmentHead",
    "EntryLink",
    "GroupLine",
    "Handover",
    "Import",
    "ImportFile",
    "Job",
    "KamCapacity",
    "KeyStatus",
    "MeasureLine",
    "Ownership",
    "Person",
    "SavedView",
    "SelectionLine",
    "SelectionRun",
    "SetupLink",
    "StatusChange",
    "TableChoice",
    "Unchangeable",
]
