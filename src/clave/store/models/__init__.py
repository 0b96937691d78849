"""The models, by the step of the chain they belong to."""

from clave.store.models.accounts import AccountLine, SavedView, TableChoice
from clave.store.models.audit import AuditEvent, AuditHead, Unchangeable
from clave.store.models.company import THE_ONE, Company
from clave.store.models.comparison import Comparison, GroupLine
from clave.store.models.imports import CoverageFound, Import, ImportFile
from clave.store.models.jobs import Job
from clave.store.models.mail import Mail, MailAttachment, MailChoice
from clave.store.models.ownership import OWNER, PARTS, SPONSOR, SUBSTITUTE, Ownership
from clave.store.models.people import INVITATION, PASSWORD, EntryLink, Person, SetupLink
from clave.store.models.schedule import ScheduledRun
from clave.store.models.selection import MeasureLine, SelectionLine, SelectionRun
from clave.store.models.status import KeyStatus, StatusChange

__all__ = [
    "INVITATION",
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
    "EntryLink",
    "GroupLine",
    "Import",
    "ImportFile",
    "Job",
    "KeyStatus",
    "Mail",
    "MailAttachment",
    "MailChoice",
    "MeasureLine",
    "Ownership",
    "Person",
    "SavedView",
    "ScheduledRun",
    "SelectionLine",
    "SelectionRun",
    "SetupLink",
    "StatusChange",
    "TableChoice",
    "Unchangeable",
]
