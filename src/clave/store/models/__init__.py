"""The models, by the step of the chain they belong to."""

from clave.store.models.account_plan import (
    AccountPlan,
    PlanAction,
    PlanGoal,
    PlanObjective,
    PlanReview,
    PlanVersion,
)
from clave.store.models.accounts import AccountLine, SavedView, TableChoice
from clave.store.models.alerts import AlertRun, RaisedAlert
from clave.store.models.announcement import Announcement
from clave.store.models.apikeys import ApiAnswer, ApiKey
from clave.store.models.asking import BreachReply, PortalAsk, PortalWord
from clave.store.models.audit import AuditEvent, AuditHead, Unchangeable
from clave.store.models.bulletin import BulletinIssue
from clave.store.models.cadence import AgendaFeed, Cadence
from clave.store.models.collection import (
    CollectionContact,
    CollectionRoute,
    InvoiceDispute,
    InvoiceError,
    InvoiceWish,
    PaymentPromise,
)
from clave.store.models.committee import (
    Comment,
    CommitteeMember,
    Decision,
    Nomination,
    Proposal,
    ProposalLine,
    Vote,
)
from clave.store.models.company import THE_ONE, Company
from clave.store.models.comparison import Comparison, GroupLine
from clave.store.models.contact_files import ContactFile
from clave.store.models.contacts import Contact, ContactConsent
from clave.store.models.debate import Debate, DebateOrder, DebateParticipant, WhatIf
from clave.store.models.delegation import Delegation, DepartmentHead
from clave.store.models.dispatch import DispatchLine, DispatchPlan, Displacement, LinePin, Release
from clave.store.models.events import Event, EventAccount, EventGuest, EventResult, PublicConsent, PublicUse
from clave.store.models.handover import KNOWS, Handover
from clave.store.models.hospitality import Hospitality, HospitalityGuest, TenderBlackout
from clave.store.models.idle_stock import IdleOffer, SecondsLetter
from clave.store.models.imports import CoverageFound, Import, ImportFile
from clave.store.models.improvement import ImprovementRequest, ImprovementStep, LabHours
from clave.store.models.influence import InfluenceCloseness, InfluenceEdge, InfluenceOpinion
from clave.store.models.jobs import Job
from clave.store.models.judging import DeclaredWallet, Rating, RatingRequest, RecordedSnapshot, Trial
from clave.store.models.landing import ENDINGS, FINISHED, RECOVERED, TAKEN_BACK, LandingPlan, LandingStep
from clave.store.models.ledger import DigestIssue, LedgerCost, LedgerDue, LedgerGaveWay, LedgerRun
from clave.store.models.mail import Mail, MailAttachment, MailChoice
from clave.store.models.needs import InitiativeStep, JointInitiative, Need, NeedOffer, NeedStep
from clave.store.models.novelties import Novelty, NoveltyApproval, NoveltyAsk, NoveltyVersion, NoveltyVote, NoveltyWish
from clave.store.models.offsite import OffsiteIdea, OffsitePerson, OffsitePoint, OffsiteSession, OffsiteStep
from clave.store.models.order_decision import OrderDecision
from clave.store.models.outcome import OutcomePart, OutcomeRun
from clave.store.models.ownership import OWNER, PARTS, SPONSOR, SUBSTITUTE, AccountLoad, KamCapacity, Ownership
from clave.store.models.people import INVITATION, PASSWORD, EntryLink, Person, SetupLink
from clave.store.models.personal import DataHold, DataRequest
from clave.store.models.personal_list import PersonalAccount, PersonalList, Reminder
from clave.store.models.portal import Bounce, Logo, PortalLink, PortalSession, Visitor
from clave.store.models.privileges import Condition, Grant, MinimumRule
from clave.store.models.production import OrderLock, PlannedOrder, ProductionPlan
from clave.store.models.profile import CompetitorVisit, ProfileConfirmation, ProfileStatement
from clave.store.models.promotions import Promotion, PromotionResult, PromotionStep
from clave.store.models.pushes import Push, PushEntry, PushLine
from clave.store.models.references import ReferenceAsk, Referral, WillingReference
from clave.store.models.reports import ConsumptionReport, ReportChoice, ReportSending
from clave.store.models.schedule import ScheduledRun
from clave.store.models.selection import MeasureLine, SelectionLine, SelectionRun
from clave.store.models.sources import FactSource, SourceRun, SourceTable
from clave.store.models.special_services import ServiceBudget, ServiceStep, SpecialService
from clave.store.models.status import KeyStatus, StatusChange, StatusReview
from clave.store.models.surveys import AnonymousSheet, AnonymousWords, Survey, SurveyAnswer, SurveyAsk
from clave.store.models.touchpoints import Touchpoint, TouchpointContact
from clave.store.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookMessage

__all__ = [
    "ENDINGS",
    "FINISHED",
    "INVITATION",
    "KNOWS",
    "OWNER",
    "PARTS",
    "PASSWORD",
    "RECOVERED",
    "SPONSOR",
    "SUBSTITUTE",
    "TAKEN_BACK",
    "THE_ONE",
    "AccountLine",
    "AccountLoad",
    "AccountPlan",
    "AgendaFeed",
    "AlertRun",
    "Announcement",
    "AnonymousSheet",
    "AnonymousWords",
    "ApiAnswer",
    "ApiKey",
    "AuditEvent",
    "AuditHead",
    "Bounce",
    "BreachReply",
    "BulletinIssue",
    "Cadence",
    "CollectionContact",
    "CollectionRoute",
    "Comment",
    "CommitteeMember",
    "Company",
    "Comparison",
    "CompetitorVisit",
    "Condition",
    "ConsumptionReport",
    "Contact",
    "ContactConsent",
    "ContactFile",
    "CoverageFound",
    "DataHold",
    "DataRequest",
    "Debate",
    "DebateOrder",
    "DebateParticipant",
    "Decision",
    "DeclaredWallet",
    "Delegation",
    "DepartmentHead",
    "DigestIssue",
    "DispatchLine",
    "DispatchPlan",
    "Displacement",
    "EntryLink",
    "Event",
    "EventAccount",
    "EventGuest",
    "EventResult",
    "FactSource",
    "Grant",
    "GroupLine",
    "Handover",
    "Hospitality",
    "HospitalityGuest",
    "IdleOffer",
    "Import",
    "ImportFile",
    "ImprovementRequest",
    "ImprovementStep",
    "InfluenceCloseness",
    "InfluenceEdge",
    "InfluenceOpinion",
    "InitiativeStep",
    "InvoiceDispute",
    "InvoiceError",
    "InvoiceWish",
    "Job",
    "JointInitiative",
    "KamCapacity",
    "KeyStatus",
    "LabHours",
    "LandingPlan",
    "LandingStep",
    "LedgerCost",
    "LedgerDue",
    "LedgerGaveWay",
    "LedgerRun",
    "LinePin",
    "Logo",
    "Mail",
    "MailAttachment",
    "MailChoice",
    "MeasureLine",
    "MinimumRule",
    "Need",
    "NeedOffer",
    "NeedStep",
    "Nomination",
    "Novelty",
    "NoveltyApproval",
    "NoveltyAsk",
    "NoveltyVersion",
    "NoveltyVote",
    "NoveltyWish",
    "OffsiteIdea",
    "OffsitePerson",
    "OffsitePoint",
    "OffsiteSession",
    "OffsiteStep",
    "OrderDecision",
    "OrderLock",
    "OutcomePart",
    "OutcomeRun",
    "Ownership",
    "PaymentPromise",
    "Person",
    "PersonalAccount",
    "PersonalList",
    "PlanAction",
    "PlanGoal",
    "PlanObjective",
    "PlanReview",
    "PlanVersion",
    "PlannedOrder",
    "PortalAsk",
    "PortalLink",
    "PortalSession",
    "PortalWord",
    "ProductionPlan",
    "ProfileConfirmation",
    "ProfileStatement",
    "Promotion",
    "PromotionResult",
    "PromotionStep",
    "Proposal",
    "ProposalLine",
    "PublicConsent",
    "PublicUse",
    "Push",
    "PushEntry",
    "PushLine",
    "RaisedAlert",
    "Rating",
    "RatingRequest",
    "RecordedSnapshot",
    "ReferenceAsk",
    "Referral",
    "Release",
    "Reminder",
    "ReportChoice",
    "ReportSending",
    "SavedView",
    "ScheduledRun",
    "SecondsLetter",
    "SelectionLine",
    "SelectionRun",
    "ServiceBudget",
    "ServiceStep",
    "SetupLink",
    "SourceRun",
    "SourceTable",
    "SpecialService",
    "StatusChange",
    "StatusReview",
    "Survey",
    "SurveyAnswer",
    "SurveyAsk",
    "TableChoice",
    "TenderBlackout",
    "Touchpoint",
    "TouchpointContact",
    "Trial",
    "Unchangeable",
    "Visitor",
    "Vote",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookMessage",
    "WhatIf",
    "WillingReference",
]
