"""Which fields hold something about a person of ours or of a customer, model by model.

Erasing and exporting a person start here; a model that is not named fails a test (tests/store/test_personal.py), so that
nobody forgets. Ids of people are not in it: they say nothing once the person's own row is gone."""

from __future__ import annotations

NONE: frozenset[str] = frozenset()

PERSONAL: dict[str, frozenset[str]] = {
    "store.AccountLine": NONE,
    "store.AuditEvent": NONE,  # ids and names of fields only, so that erasing a person leaves the chain whole
    "store.AuditHead": NONE,
    "store.Company": NONE,
    "store.Comparison": NONE,
    "store.CoverageFound": NONE,
    "store.EntryLink": NONE,
    "store.GroupLine": NONE,
    "store.Import": frozenset({"said", "reports"}),  # rows that were not taken are quoted as they stood in the file
    "store.ImportFile": frozenset({"name"}),
    "store.Job": frozenset({"args", "kwargs", "title", "result", "error", "trace"}),
    "store.KeyStatus": NONE,
    "store.Mail": frozenset({"key", "to", "subject", "text", "html", "error"}),
    "store.MailAttachment": frozenset({"name", "content"}),
    "store.MailChoice": NONE,
    "store.MeasureLine": NONE,
    "store.Ownership": frozenset({"value", "reason"}),
    "store.Person": frozenset({"password", "last_login", "email", "name", "language", "theme"}),
    "store.SavedView": frozenset({"name", "query"}),
    "store.ScheduledRun": NONE,
    "store.SelectionLine": NONE,
    "store.SelectionRun": NONE,
    "store.SetupLink": NONE,
    "store.StatusChange": frozenset({"reason"}),
    "store.TableChoice": NONE,
    "account.EmailAddress": frozenset({"email"}),
    "account.EmailConfirmation": NONE,
    "mfa.Authenticator": frozenset({"data", "last_used_at"}),
    "usersessions.UserSession": frozenset({"ip", "user_agent", "last_seen_at", "data"}),
}
