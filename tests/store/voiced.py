"""Key accounts with people in the portal, novelties and surveys, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from clave.actions.novelties import open_novelty, prepare_novelty
from clave.actions.surveys import open_survey, prepare_survey
from clave.base.folding import folded
from clave.operations.novelties.said import File, NoveltySaid
from clave.operations.portal.rights import RIGHTS
from clave.operations.surveys.said import Choice, SurveySaid
from clave.policy.limits import Limits
from clave.policy.reading import default
from clave.store.models import ContactConsent, KeyStatus, Novelty, Person, Survey, SurveyAsk, Visitor
from tests.web import people_made

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 17)
NORTE, SUR = "C-0100", "C-0200"
A_DAY = timedelta(days=1)


def limits() -> Limits:
    return default().at(TODAY)


def key(
    customer: str = NORTE, name: str = "Calzado Norte S.A.S.", state: str = "confirmed", category: str = "volume"
) -> str:
    """A key account."""
    KeyStatus.objects.create(customer=customer, name=name, state=state, category=category, since=TODAY, changed_at=NOW)
    return customer


def visitor(
    customer: str = NORTE, name: str = "Rosalba Cárdenas", *, says: bool | None = True, rights: tuple[str, ...] = tuple(RIGHTS),
    language: str = "es",
) -> Visitor:  # fmt: skip
    """Somebody of it in the portal; `says` what they said about surveys and votes (None = nobody asked)."""
    email = f"{folded(name.split()[0])}@{customer.lower()}.example"
    contact = people_made.contact(None, customer, name, email=email)
    if says is not None:
        ContactConsent.objects.create(contact=contact, purpose="survey", given=says, on=TODAY - A_DAY, at=NOW)
    return Visitor.objects.create(
        contact=contact, customer=customer, rights=list(rights), language=language, invited_at=NOW
    )


def said(**more: object) -> NoveltySaid:
    given = {
        "kind": "product", "title": "Activador UV sin solvente", "words": "Seca en 90 segundos, sin olor.",
        "closes_on": TODAY + timedelta(days=13), "area": "lab",
    } | more  # fmt: skip
    return NoveltySaid(**given)  # type: ignore[arg-type]


def novelty(
    by: Person, *, file: File | None = None, opened: bool = True, now: datetime = NOW, **more: object
) -> Novelty:
    """A novelty that customers see."""
    kept = prepare_novelty(by=by, now=now, novelty=said(**more), file=file)
    return open_novelty(by=by, now=now, number=kept.pk) if opened else kept


def survey(
    by: Person, kind: str = "relationship", *, anonymous: bool = False, opened: bool = True, days: int = 20, title: str = "",
    choice: Choice | None = None, now: datetime = NOW,
) -> Survey:  # fmt: skip
    """A survey that was sent."""
    what = SurveySaid(
        kind, title or f"¿Cómo vamos? {kind}", TODAY + timedelta(days=days), anonymous, "", "2026-2", choice or Choice()
    )
    kept = prepare_survey(by=by, now=now, survey=what)
    return open_survey(by=by, now=now, number=kept.pk, limits=limits()) if opened else kept


def ask(kept: Survey, who: Visitor) -> int:
    """The number of what somebody was asked in it."""
    return SurveyAsk.objects.get(survey=kept, contact=who.contact_id).pk
