"""Novelties and surveys in every state, with answers, as their pages show them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clave.operations.surveys.questions import Sheet
from clave.store.models import (
    AnonymousSheet,
    AnonymousWords,
    Contact,
    Novelty,
    NoveltyApproval,
    NoveltyAsk,
    NoveltyVersion,
    NoveltyVote,
    Person,
    Survey,
    SurveyAnswer,
    SurveyAsk,
    Visitor,
)
from tests.web import made, people_made

CUSTOMER = made.code(0)


def contact(by: Person | None, name: str = "Rosalba Voz", customer: str = CUSTOMER) -> Contact:
    """Somebody of the account."""
    found = Contact.objects.filter(customer=customer, name=name).first()
    return found or people_made.contact(by, customer, name)


def novelty(
    by: Person, state: str = "open", at: int = 0, customer: str = CUSTOMER, who: Contact | None = None, *, told: bool = False
) -> Novelty:  # fmt: skip
    """A novelty; one that is not being prepared was asked of somebody, who would change it and approved it."""
    now, today = timezone.now(), timezone.localdate()
    kept = Novelty.objects.create(
        kind="product", title=f"Activador UV {at}", words="Seca en 90 segundos, sin olor.", product="PU-440",
        available="marzo de 2027", area="lab", approval=True, state=state, closes_on=today + timedelta(days=9), by=by,
        opened_at=None if state == "draft" else now, closed_at=now if state == "closed" else None, created_at=now,
        changed_at=now, changed="Saldrá en 1 kg" if told else "", told_at=now if told else None, folded=f"activador uv {at}",
    )  # fmt: skip
    NoveltyVersion.objects.create(
        of=kept, number=1, title=kept.title, words=kept.words, file=b"%PDF-1.7", file_name="ficha.pdf",
        file_kind="application/pdf", by=by, at=now,
    )  # fmt: skip
    if state != "draft":
        ask = NoveltyAsk.objects.create(
            of=kept, customer=customer, name="Empaques", contact=who or contact(by, customer=customer), asked_at=now,
            told_at=now if told else None,
        )  # fmt: skip
        NoveltyVote.objects.create(ask=ask, version=1, answer="changes", words="Envase de 1 kg", at=now)
        NoveltyApproval.objects.create(ask=ask, version=1, yes=True, at=now)
    return kept


def survey(
    by: Person | None, state: str = "closed", at: int = 0, kind: str = "relationship", customer: str = CUSTOMER,
    people: int = 6, *, anonymous: bool = False, answered: bool = True,
) -> Survey:  # fmt: skip
    """A survey; one that was sent was answered by all of these people but one."""
    now, today = timezone.now(), timezone.localdate()
    kept = Survey.objects.create(
        kind=kind, title=f"¿Cómo vamos {at}?" if by else "", wave=f"2026-{at}", anonymous=anonymous, state=state, by=by,
        closes_on=today + timedelta(days=9) if by else None, opened_at=None if state == "draft" else now,
        closed_at=now if state == "closed" else None, created_at=now, changed_at=now, folded=f"¿como vamos {at}?",
    )  # fmt: skip
    for place in range(people if state != "draft" else 0):
        who = contact(by, f"Persona Voz {at}-{place}", customer)
        used = answered and place > 0
        ask = SurveyAsk.objects.create(
            survey=kept, customer=customer, name="Empaques", contact=who, asked_on=today, used=used
        )
        if used:
            _answer(kept, ask, Sheet(values_of(kind, place), f"Bien {place}" if place % 2 else ""))
    return kept


def values_of(kind: str, place: int) -> dict[str, int]:
    """An answer of that kind."""
    if kind == "relationship":
        return {"recommend": 5 + place % 6, "satisfied": 4 + place % 4, "keeps": 6, "lasting": 7}
    return {"went": 1 + place % 5} if kind == "pulse" else {"noticed": 1 + place % 3}


def _answer(kept: Survey, ask: SurveyAsk, sheet: Sheet) -> None:
    if kept.anonymous:
        AnonymousSheet.objects.create(survey=kept, customer=ask.customer, values=dict(sheet.values))
        if sheet.words:
            AnonymousWords.objects.create(survey=kept, words=sheet.words)
    else:
        low = "recommend" if sheet.values.get("recommend", 9) <= 6 else ""
        SurveyAnswer.objects.create(ask=ask, values=dict(sheet.values), words=sheet.words, at=timezone.now(), low=low)


def portal(by: Person) -> dict[str, int]:
    """What the visitor of the account sees in the portal: a novelty, a survey, a pulse, and one they answered."""
    visitor = Visitor.objects.filter(customer=CUSTOMER, ended_at=None).order_by("pk").first()
    if visitor is None:
        return {}
    seen = novelty(by, at=7, who=visitor.contact)
    today, asks = timezone.localdate(), []
    for place, kind in enumerate(("relationship", "pulse", "relationship")):
        kept = survey(by, "open", 7 + place, kind, people=0)
        asks.append(
            SurveyAsk.objects.create(
                survey=kept, customer=CUSTOMER, name="Empaques", contact=visitor.contact, about="R-10" if kind == "pulse" else "",
                asked_on=today, used=place > 1,
            )
        )  # fmt: skip
    return {
        "portal_novelty": seen.pk, "portal_survey": asks[0].pk, "portal_pulse": asks[1].pk, "portal_used": asks[2].pk
    }  # fmt: skip


def world(by: Person) -> dict[str, int]:
    """What stands in the addresses of the pages."""
    return portal(by) | {
        "novelty": novelty(by).pk, "novelty_draft": novelty(by, "draft", 1).pk,
        "novelty_closed": novelty(by, "closed", 2, told=True).pk, "survey": survey(by, at=1).pk,
        "survey_open": survey(by, "open", 2).pk, "survey_draft": survey(by, "draft", 3).pk,
        "survey_anonymous": survey(by, "closed", 4, anonymous=True).pk, "survey_hidden": survey(by, "open", 5, anonymous=True).pk,
    }  # fmt: skip
