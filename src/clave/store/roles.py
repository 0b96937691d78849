"""The roles of a company, in words a person recognises; what each may open stands in `web/access.py`."""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.words import Text, _


@dataclass(frozen=True)
class Role:
    """A role: its key, the name people call it by, and what it means in one sentence."""

    key: str
    label: Text
    words: Text


ADMINISTRATOR = Role(
    "administrator",
    _("Administrator"),
    _("Installs clave, loads data, keeps the policy and invites people. Sees everything."),
)
DIRECTOR = Role(
    "director",
    _("Sales director"),
    _("Answers for the programme: sees the whole selection and every account, and takes proposals to the committee."),
)
KAM = Role(
    "kam",
    _("Key account manager"),
    _("Answers for its accounts: sees the selection and every account with its reasons; the margin, of its own."),
)
DISPATCH = Role(
    "dispatch", _("Dispatch"), _("Decides what leaves first. Needs to know who is key, not what they earn us.")
)
PLANT = Role("plant", _("Plant"), _("Plans production. Needs to know for whom a slot is kept, not margins."))
CREDIT = Role(
    "credit",
    _("Credit and collections"),
    _("Sees how every account pays and the invoices behind it."),
)
LAB = Role("lab", _("Laboratory"), _("Develops and tests for customers. Needs to know whose request goes first."))
QUALITY = Role("quality", _("Quality"), _("Handles claims and returns. Needs to know whose claim goes first."))
MARKETING = Role("marketing", _("Marketing"), _("Prepares events, references and novelties for key accounts."))
MANAGEMENT = Role(
    "management",
    _("General management"),
    _("Approves the list and sponsors accounts: sees the selection and every account."),
)
COMPLIANCE = Role(
    "compliance",
    _("Compliance"),
    _("Watches gifts, consent, objective reasons and the log. Sees who decided what and why, not margins."),
)
CONTACT = Role(
    "contact",
    _("Contact of a customer"),
    _("A person of the customer: sees the portal of their own company, and nothing else."),
)
EMPLOYEE = Role(
    "employee", _("Employee"), _("Anybody else of the company: knows who the key accounts are and how to treat them.")
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        ADMINISTRATOR, DIRECTOR, KAM, DISPATCH, PLANT, CREDIT, LAB, QUALITY, MARKETING, MANAGEMENT,
        COMPLIANCE, EMPLOYEE, CONTACT,
    )
}  # fmt: skip
STAFF = tuple(key for key in ROLES if key != CONTACT.key)
"""The roles of our own people, and the ones somebody can be invited in: a contact comes in by the portal instead."""
RATERS = tuple(role.key for role in (ADMINISTRATOR, DIRECTOR, KAM, CREDIT, MANAGEMENT))
"""Those who judge customers and declare what they buy: who may see an account, but for compliance, which watches over it."""
DEPARTMENTS = tuple(role.key for role in (DISPATCH, PLANT, CREDIT, LAB, QUALITY, MARKETING))
"""What can be delegated. Not the direction, the administration or compliance: those decide and watch over delegations."""

PARTS: dict[str, Role] = {
    part.key: part
    for part in (
        Role(
            "owner",
            _("Owner of the account"),
            _("The one key account manager who answers for it: sees its margin, and is asked before anybody else."),
        ),
        Role(
            "substitute",
            _("Substitute"),
            _("Answers for it while its owner is away, and sees of it what the owner sees."),
        ),
        Role(
            "sponsor",
            _("Executive sponsor"),
            _("Somebody of management who opens doors for it: adds a value of their own, which is written down."),
        ),
    )
}
"""Parts in an account: a person has them besides the role, account by account, from one day to another."""


def of(*roles: Role) -> frozenset[str]:
    """Some roles by their keys."""
    return frozenset(role.key for role in roles)


EVERYBODY = frozenset(ROLES)
OURS = frozenset(STAFF)
NOBODY: frozenset[str] = frozenset()
COMMITTEE = of(ADMINISTRATOR, DIRECTOR, KAM, MANAGEMENT)
ACCOUNT_READERS = COMMITTEE | of(CREDIT)
DECIDERS = of(ADMINISTRATOR, DIRECTOR)
COLLEAGUES = of(DISPATCH, PLANT, CREDIT, LAB, QUALITY, MARKETING, COMPLIANCE, EMPLOYEE)
RESULT_READERS = of(ADMINISTRATOR, DIRECTOR, MANAGEMENT)
"""Who sees what the whole programme earns and costs: those who see the margin of every account."""
KEEPERS = of(ADMINISTRATOR)
LEADERS = of(DIRECTOR, MANAGEMENT)
FUNCTIONS = of(DISPATCH, PLANT, LAB, QUALITY, MARKETING, COMPLIANCE)
