"""How each personal field is found for one person, and what erasing does with it and why. (Ley 1581 de 2012, art. 8 and 15)

A row is *theirs* where it points to them, here or through what `through` names; what else mentions them is found by words in the
fields that `store/personal.py` names. A model that points to people of customers has its row here, and so has every personal
field that is no text (tests/store/test_personal.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clave.base.words import Text, _
from clave.operations.personal.mentions import NEUTRAL

NAMED = NEUTRAL.capitalize()
DELETED, EMPTIED, STAYS = "deleted", "emptied", "stays"
DOES: dict[str, Text] = {
    DELETED: _("is deleted"),
    EMPTIED: _("is emptied: the row stays without a word about the person"),
    STAYS: _("stays, and shows «persona borrada»"),
}
"""What erasing does with a row that is theirs."""
WORK = _("it is the company's own work with the customer; it no longer says with whom")
PROOF = _(
    "it proves that what was done had their consent (Ley 1581 de 2012, art. 17 b): purpose, answer and day, no words"
)
GIFTS = _(
    "the register of gifts is kept for compliance (transparency and anti-bribery programme): act, cost and day, no name"
)
RECORD = _("it proves how a request of theirs was attended, without their data")
DUTY = _("it is what they did for the company, which has to answer for it")


@dataclass(frozen=True)
class Held:
    """What becomes of the rows of a model that are theirs: `does`, the fields that are emptied and with what, and `why` it stays.

    `through` are further paths from the model to the person; the foreign keys themselves need not be named."""

    label: Text
    does: str = STAYS
    empties: dict[str, Any] = field(default_factory=dict)
    why: Text | None = None
    through: tuple[str, ...] = ()


CONTACT: dict[str, Held] = {
    "store.Contact": Held(
        _("Their file"), EMPTIED,
        {"name": NAMED, "position": "", "area": "other", "email": "", "phone": "", "channel": "", "language": "es",
         "birth_day": None, "birth_month": None, "public_official": None, "source": "", "folded": NEUTRAL},
        _("an empty row, so that what stays does not point to nobody"), ("pk",),
    ),
    "store.ContactConsent": Held(_("What they consented to"), EMPTIED, {"evidence": ""}, PROOF),
    "store.InfluenceOpinion": Held(_("Opinions about them in the map of influence"), DELETED),
    "store.InfluenceCloseness": Held(_("Who of ours knows them"), DELETED),
    "store.InfluenceEdge": Held(_("Who influences whom"), DELETED),
    "store.Touchpoint": Held(_("Contacts in which they were"), STAYS, {}, WORK, ("with_whom__contact",)),
    "store.TouchpointContact": Held(_("That they were in a contact"), STAYS, {}, WORK),
    "store.Hospitality": Held(_("Hospitality and gifts"), STAYS, {}, GIFTS, ("guests__contact",)),
    "store.HospitalityGuest": Held(_("That they were invited"), STAYS, {}, GIFTS),
    "store.Cadence": Held(_("Rhythms of contact with them, which end"), STAYS, {}, WORK),
    "store.PlanGoal": Held(_("Goals in their words"), STAYS, {}, WORK),
    "store.PlanObjective": Held(_("Objectives of a plan that they answer for"), STAYS, {}, WORK),
    "store.PlanAction": Held(_("Actions of a plan that they do"), STAYS, {}, WORK),
    "store.Need": Held(_("Needs that they asked for"), EMPTIED, {"asked_by": NAMED}, WORK),
    "store.JointInitiative": Held(_("Initiatives in which they are"), EMPTIED, {"contact_name": NAMED}, WORK),
    "store.OffsiteSession": Held(_("Off-site sessions in which they were"), STAYS, {}, WORK, ("people__contact",)),
    "store.OffsitePerson": Held(_("That they were in an off-site session"), EMPTIED, {"also": ""}, WORK),
    "store.OffsitePoint": Held(_("Points of an agenda that they led"), STAYS, {}, WORK),
    "store.OffsiteIdea": Held(_("Ideas that they had in a session"), STAYS, {}, WORK),
    "store.EventGuest": Held(_("That they were at an event"), DELETED),
    "store.PortalAsk": Held(_("What they asked in the portal"), STAYS, {}, WORK),
    "store.PortalWord": Held(_("What they said in the portal"), STAYS, {}, WORK),
    "store.PublicConsent": Held(
        _("Public use to which they consented"), EMPTIED, {"evidence": "", "withdrawn_words": ""}, PROOF
    ),
    "store.PublicUse": Held(_("Public use of what they said"), STAYS, {}, PROOF),
    "store.ConsumptionReport": Held(_("Reports that they opened first"), STAYS, {}, WORK),
    "store.ReportSending": Held(_("Reports that were mailed to them"), STAYS, {}, WORK),
    "store.Promotion": Held(_("Promotions that were agreed with them"), STAYS, {}, WORK),
    "store.WillingReference": Held(
        _("For what they are willing to be a reference"), EMPTIED, {"about": "", "note": ""}, WORK
    ),
    "store.ReferenceAsk": Held(_("References that they were asked for"), EMPTIED, {"answer": "", "note": ""}, WORK),
    "store.Referral": Held(_("Recommendations of theirs"), EMPTIED, {"note": ""}, WORK),
    "store.NoveltyAsk": Held(_("That they were asked about a novelty"), STAYS, {}, WORK),
    "store.NoveltyVote": Held(_("What they answered about novelties"), EMPTIED, {"words": ""}, WORK, ("ask__contact",)),
    "store.NoveltyApproval": Held(
        _("What they approved for their company"), EMPTIED, {"words": ""}, WORK, ("ask__contact",)
    ),
    "store.NoveltyWish": Held(_("Samples and data sheets that they asked for"), STAYS, {}, WORK, ("ask__contact",)),
    "store.SurveyAsk": Held(_("That they were asked in a survey"), STAYS, {}, WORK),
    "store.SurveyAnswer": Held(_("What they answered with their name"), EMPTIED, {"words": ""}, WORK, ("ask__contact",)),
    "store.Visitor": Held(
        _("Their access to the portal"), EMPTIED, {"language": "es", "rights": [], "ended_why": ""}, WORK
    ),
    "store.PortalSession": Held(_("Their open sessions of the portal"), DELETED, through=("visitor__contact",)),
    "store.PortalLink": Held(_("Their links to the portal"), DELETED, through=("visitor__contact",)),
    "store.DataRequest": Held(
        _("What they asked of their data"), EMPTIED, {"words": "", "outcome": "", "found": None, "package": None}, RECORD
    ),
    "store.DataHold": Held(_("Why it could not be erased before"), EMPTIED, {"reason": ""}, RECORD),
}  # fmt: skip
"""By model, for a person of a customer."""

PERSON: dict[str, Held] = {
    "store.Person": Held(
        _("Their account in clave"), EMPTIED,
        {"name": NAMED, "password": "!", "last_login": None, "language": "", "theme": "", "phone": "", "hours": "",
         "is_active": False},
        _("an empty row, so that what they did does not point to nobody"), ("pk",),
    ),
    "store.SavedView": Held(_("Views of their own"), DELETED),
    "store.TableChoice": Held(_("Columns of their own"), DELETED),
    "store.PersonalList": Held(_("Their own list"), DELETED),
    "store.PersonalAccount": Held(_("Customers on their own list"), DELETED),
    "store.Reminder": Held(_("Their reminders"), DELETED, through=("account__person",)),
    "store.MailChoice": Held(_("Which mail they want"), DELETED),
    "store.AgendaFeed": Held(_("The address of their calendar"), DELETED),
    "store.EntryLink": Held(_("Their link to come in"), DELETED),
    "account.EmailAddress": Held(_("Their mail address for signing in"), DELETED),
    "mfa.Authenticator": Held(_("Their second step"), DELETED),
    "usersessions.UserSession": Held(_("Their sessions, with address and browser"), DELETED),
    "store.InfluenceCloseness": Held(_("Whom of the customers they know"), DELETED),
    "store.Mail": Held(_("Mail that was sent to them"), STAYS, {}, DUTY),
    "store.DataRequest": Held(
        _("What they asked of their data"), EMPTIED, {"words": "", "outcome": "", "found": None, "package": None}, RECORD
    ),
    "store.DataHold": Held(_("Why it could not be erased before"), EMPTIED, {"reason": ""}, RECORD),
}  # fmt: skip
"""By model, for a colleague; what else points to them is their work, and stays (`DUTY`)."""

OWNED = {
    "store.DataRequest": "person", "store.DataHold": "person", "store.EntryLink": "person", "store.InfluenceCloseness": "person",
    "store.Hospitality": "ours", "store.Mail": "person",
}  # fmt: skip
"""Models in which only one of several keys to a colleague makes a row theirs; the others say who wrote it."""
OF_OTHERS = frozenset({
    "store.Contact", "store.ContactConsent", "store.ContactFile", "store.InfluenceOpinion", "store.InfluenceEdge",
    "store.HospitalityGuest", "store.Job",
})  # fmt: skip
"""What a colleague wrote down of other people is data of those, never handed over as the colleague's."""
NOT_WORDS: dict[str, frozenset[str]] = {
    "store.Contact": frozenset({"name", "email", "phone", "folded", "area", "channel", "language"}),
    "store.Person": frozenset({"name", "email", "password", "language", "theme"}),
}
"""What somebody else is called is no mention, even where two are called alike (`alike` shows them)."""

EMPTY_WHERE_NAMED: dict[str, tuple[str, dict[str, Any]]] = {
    "store.Mail": ("to", {"subject": "", "text": "", "html": "", "sealed": "", "leave": ""}),
    "store.Bounce": ("email", {"reason": ""}),
    "store.Announcement": ("email", {"addressee": NAMED, "letter": b"", "paragraph": "", "comment": ""}),
}
"""What was sent to them: where the field holds their address, these are emptied whole."""
LAW = _("invoices and their customers are kept by law (Código de Comercio, art. 60; Estatuto Tributario, art. 632)")
"""Why the facts stay."""
