"""Which fields hold something about a person of ours or of a customer, model by model.

Erasing and exporting a person start here; a model that is not named fails a test (tests/store/test_personal.py), so that
nobody forgets. Ids of people are not in it: they say nothing once the person's own row is gone."""

from __future__ import annotations

NONE: frozenset[str] = frozenset()

PERSONAL: dict[str, frozenset[str]] = {
    "store.Event": frozenset({"about", "folded"}),
    "store.EventAccount": NONE,
    "store.EventGuest": frozenset({"also"}),
    "store.PortalAsk": frozenset({"text"}),
    "store.PortalWord": frozenset({"text"}),
    "store.BreachReply": frozenset({"text"}),
    "store.EventResult": NONE,
    "store.PublicConsent": frozenset({"purpose", "evidence", "withdrawn_words"}),
    "store.PublicUse": frozenset({"where"}),
    "store.OffsiteSession": frozenset({"purpose", "agreed", "folded"}),
    "store.OffsiteStep": frozenset({"note"}),
    "store.OffsitePerson": frozenset({"also"}),
    "store.OffsitePoint": frozenset({"text"}),
    "store.OffsiteIdea": frozenset({"text", "turned_down"}),
    "store.SpecialService": frozenset({"what", "result", "folded"}),
    "store.ServiceStep": frozenset({"note"}),
    "store.ServiceBudget": frozenset({"reason"}),
    "store.FactSource": NONE,  # what opens it is sealed
    "store.SourceTable": NONE,
    "store.SourceRun": NONE,
    "store.Push": frozenset({"reason"}),
    "store.PushLine": NONE,  # of accounts and documents, by code and name
    "store.PushEntry": NONE,
    "store.Webhook": NONE,  # receivers are systems; their secrets are sealed
    "store.WebhookMessage": NONE,  # ids, never a name or a figure
    "store.WebhookDelivery": NONE,
    "store.WebhookAttempt": NONE,  # what the system answered
    "store.Need": frozenset({"asked_by", "problem", "solution", "result", "folded"}),
    "store.NeedStep": frozenset({"note"}),
    "store.NeedOffer": frozenset({"note"}),
    "store.JointInitiative": frozenset({"about", "ours", "theirs", "next_step", "contact_name", "result", "folded"}),
    "store.InitiativeStep": frozenset({"note"}),
    "store.ConsumptionReport": frozenset({"note", "content", "pdf", "withdrawn_why"}),  # with whom to call of ours
    "store.ReportSending": NONE,
    "store.ReportChoice": NONE,
    "store.OutcomeRun": NONE,
    "store.OutcomePart": NONE,  # of accounts, by code and name
    "store.Promotion": frozenset({"goal", "conditions", "folded"}),
    "store.PromotionStep": frozenset({"note"}),
    "store.PromotionResult": NONE,
    "store.Novelty": NONE,
    "store.NoveltyVersion": NONE,
    "store.NoveltyAsk": NONE,  # people by number
    "store.NoveltyVote": frozenset({"words"}),
    "store.NoveltyApproval": frozenset({"words"}),
    "store.NoveltyWish": NONE,
    "store.Survey": NONE,
    "store.SurveyAsk": NONE,  # people by number
    "store.SurveyAnswer": frozenset({"words"}),
    "store.AnonymousSheet": NONE,  # of nobody
    "store.AnonymousWords": frozenset({"words"}),
    "store.WillingReference": frozenset({"about", "note"}),
    "store.ReferenceAsk": frozenset({"note", "answer", "folded"}),
    "store.Referral": frozenset({"note", "folded"}),
    "store.AccountLine": NONE,
    "store.AccountLoad": frozenset({"reason"}),
    "store.AccountPlan": frozenset({"closed_why"}),
    "store.PlanAction": frozenset({"text", "outcome"}),
    "store.PlanGoal": frozenset({"text"}),  # in the words of somebody of the customer
    "store.PlanObjective": frozenset({"title"}),
    "store.PlanReview": frozenset({"agreed", "attended"}),
    "store.PlanVersion": frozenset({"content"}),  # people by number; what they wrote in their own words
    "store.AlertRun": NONE,
    "store.RaisedAlert": frozenset(
        {"why", "snooze_reason", "false_reason"}
    ),  # names people of the customer and of ours
    "store.Announcement": frozenset({"addressee", "email", "paragraph", "letter", "acknowledged_by", "comment"}),
    "store.ApiAnswer": NONE,  # numbers of what was done
    "store.ApiKey": NONE,  # keys belong to systems, not to people
    "store.AuditEvent": NONE,  # ids and names of fields only, so that erasing a person leaves the chain whole
    "store.AuditHead": NONE,
    "store.CollectionContact": frozenset(
        {"whom", "words"}
    ),  # when somebody of the customer was asked, and what they said
    "store.CollectionRoute": frozenset({"contact", "reason", "because"}),
    "store.InfluenceOpinion": frozenset({"decides", "influences", "uses", "blocks", "support", "note"}),
    "store.InfluenceCloseness": frozenset({"level"}),
    "store.InfluenceEdge": NONE,  # who influences whom, by number
    "store.InvoiceDispute": frozenset({"words", "outcome"}),
    "store.InvoiceError": frozenset({"words", "outcome"}),
    "store.InvoiceWish": frozenset({"recipient", "reason", "because"}),
    "store.PaymentPromise": frozenset({"said_by"}),
    "store.AgendaFeed": NONE,  # only the hash of a secret
    "store.Cadence": frozenset({"topic"}),
    "store.Comment": frozenset({"text"}),
    "store.CommitteeMember": NONE,
    "store.BulletinIssue": frozenset({"content"}),
    "store.Company": NONE,
    "store.Comparison": NONE,
    "store.Condition": frozenset({"reason", "because"}),
    "store.Contact": frozenset(
        {
            "name",
            "position",
            "area",
            "email",
            "phone",
            "channel",
            "language",
            "birth_day",
            "birth_month",
            "public_official",
            "source",
            "folded",
        }
    ),
    "store.ContactConsent": frozenset({"evidence"}),
    "store.ContactFile": frozenset({"name", "rows"}),
    "store.CompetitorVisit": frozenset({"offered", "source"}),
    "store.CoverageFound": NONE,
    "store.DataRequest": frozenset({"words", "outcome", "found", "package"}),
    "store.DataHold": frozenset({"reason"}),
    "store.DeclaredWallet": frozenset({"source"}),
    "store.Debate": frozenset({"title", "question", "chosen_reason"}),
    "store.DebateOrder": frozenset({"order", "reason"}),
    "store.DebateParticipant": NONE,
    "store.Decision": frozenset({"reason", "exceeds"}),
    "store.Delegation": frozenset({"purpose", "revoked_why"}),
    "store.DepartmentHead": NONE,
    "store.EntryLink": NONE,
    "store.OrderDecision": frozenset({"answer"}),  # names who answers for the account
    "store.Grant": frozenset({"reason", "because"}),
    "store.GroupLine": NONE,
    "store.DispatchLine": frozenset({"why"}),  # names who keeps a line back, and the reason in their words
    "store.DispatchPlan": NONE,
    "store.Displacement": NONE,
    "store.DigestIssue": NONE,  # people by number
    "store.LedgerCost": NONE,
    "store.LedgerDue": NONE,
    "store.LedgerGaveWay": NONE,
    "store.LedgerRun": NONE,
    "store.LinePin": frozenset({"reason"}),
    "store.Release": NONE,
    "store.OrderLock": frozenset({"reason"}),
    "store.PlannedOrder": NONE,
    "store.ProductionPlan": frozenset({"summary"}),  # names who holds an order back, and the reason in their words
    "store.Handover": frozenset({"knows", "dossier", "remark"}),
    "store.Import": frozenset({"said", "reports"}),  # rows that were not taken are quoted as they stood in the file
    "store.ImportFile": frozenset({"name"}),
    "store.Hospitality": frozenset({"what", "document", "because", "decided_words", "ended_words"}),
    "store.HospitalityGuest": NONE,
    "store.TenderBlackout": frozenset({"why", "ended_words"}),
    "store.IdleOffer": frozenset({"note", "because"}),
    "store.ImprovementRequest": frozenset({"asks", "answer", "result", "folded"}),
    "store.ImprovementStep": frozenset({"note"}),
    "store.LabHours": frozenset({"what"}),
    "store.SecondsLetter": frozenset({"document"}),  # who signed it, as a rule
    "store.Job": frozenset({"args", "kwargs", "title", "result", "error", "trace"}),
    "store.KamCapacity": frozenset({"reason"}),
    "store.KeyStatus": NONE,
    "store.Mail": frozenset({"key", "to", "subject", "text", "html", "sealed", "leave", "error"}),
    "store.MailAttachment": frozenset({"name", "content"}),
    "store.MailChoice": NONE,
    "store.LandingPlan": frozenset({"how"}),
    "store.LandingStep": frozenset({"what"}),
    "store.MeasureLine": NONE,
    "store.MinimumRule": frozenset({"reason", "because"}),
    "store.Nomination": frozenset({"reason"}),
    "store.Ownership": frozenset({"value", "reason"}),
    "store.Person": frozenset({"password", "last_login", "email", "name", "language", "theme", "phone", "hours"}),
    "store.Rating": frozenset({"reason", "evidence"}),
    "store.RatingRequest": frozenset({"reason"}),
    "store.RecordedSnapshot": frozenset({"tables"}),  # raters by number; what they wrote in their own words
    "store.Touchpoint": frozenset({"text", "topics", "feedback", "follow_up", "stems"}),
    "store.TouchpointContact": NONE,
    "store.PersonalAccount": frozenset({"customer", "name", "strategy"}),
    "store.PersonalList": frozenset({"strategy", "order"}),
    "store.Reminder": frozenset({"due_on", "text"}),
    "store.ProfileStatement": frozenset({"value", "source"}),  # of a company, in somebody's words
    "store.ProfileConfirmation": frozenset({"source"}),
    "store.Proposal": frozenset({"title", "ended_because"}),
    "store.Bounce": frozenset({"email", "reason"}),
    "store.Logo": NONE,
    "store.PortalLink": NONE,  # only the hash of a secret
    "store.PortalSession": frozenset({"agent"}),
    "store.Visitor": frozenset({"language", "ended_why"}),
    "store.ProposalLine": frozenset({"nominations"}),
    "store.SavedView": frozenset({"name", "query"}),
    "store.ScheduledRun": NONE,
    "store.SelectionLine": NONE,
    "store.SelectionRun": NONE,
    "store.SetupLink": NONE,
    "store.StatusChange": frozenset({"reason", "because"}),
    "store.StatusReview": NONE,
    "store.TableChoice": NONE,
    "store.Trial": frozenset({"with_whom", "folded"}),
    "store.WhatIf": frozenset({"name"}),
    "store.Vote": frozenset({"comment"}),
    "account.EmailAddress": frozenset({"email"}),
    "account.EmailConfirmation": NONE,
    "mfa.Authenticator": frozenset({"data", "last_used_at"}),
    "usersessions.UserSession": frozenset({"ip", "user_agent", "last_seen_at", "data"}),
}
