"""The words that a field of an act may have, and what the fields say, by the action (or by what somebody says) and its name."""

from __future__ import annotations

from collections.abc import Mapping

from clave.actions import collection, profile
from clave.base.words import LANGUAGES
from clave.criteria.registry import CRITERIA
from clave.facts.tables import JUDGED
from clave.operations import (
    contacts,
    events,
    initiatives,
    needs,
    offsite,
    public_use,
    references,
    rhythms,
    special_services,
    touchpoints,
)
from clave.operations.consent import PURPOSES
from clave.operations.hospitality import kinds as hospitality
from clave.operations.novelties import said as novelties
from clave.operations.plan import said as plans
from clave.operations.profile import FIELDS
from clave.operations.promotions import said as promotions
from clave.operations.surveys.questions import KINDS as SURVEYS
from clave.privileges import conditions
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.collection.records import ERRORS, REASONS
from clave.privileges.collection.routes import WAYS
from clave.privileges.improvement.stages import STAGES
from clave.selection.life import STATES
from clave.store.models.dispatch import MOVES
from clave.store.models.idle_stock import BECAUSE, GRADES
from clave.store.models.improvement import KINDS as REQUESTS
from clave.store.models.judging import RESULTS
from clave.store.models.production import LOCKS
from clave.store.roles import PARTS

_NEED, _INITIATIVE, _OFFSITE = tuple(needs.LABELS), tuple(initiatives.LABELS), tuple(offsite.LABELS)
_PROMOTION, _CHANNELS = tuple(promotions.LABELS), tuple(contacts.CHANNELS)
WORDS: Mapping[str, tuple[str, ...]] = {
    "TouchpointSaid.kind": tuple(touchpoints.KINDS), "TouchpointSaid.direction": tuple(touchpoints.DIRECTIONS),
    "move_need.here": _NEED, "move_need.to": _NEED, "answer_offer.answer": tuple(needs.ANSWERS),
    "InitiativeSaid.kind": tuple(initiatives.KINDS), "move_initiative.here": _INITIATIVE, "move_initiative.to": _INITIATIVE,
    "move_offsite.here": _OFFSITE, "move_offsite.to": _OFFSITE,
    "EventSaid.kind": tuple(events.KINDS), "ConsentSaid.covers": tuple(public_use.USED), "UseSaid.what": tuple(public_use.USED),
    "ServiceSaid.kind": tuple(special_services.KINDS), "decide_service.to": ("approved", "refused"),
    "PromotionSaid.kind": tuple(promotions.KINDS), "PromotionSaid.measure": tuple(promotions.MEASURES),
    "move_promotion.here": _PROMOTION, "move_promotion.to": _PROMOTION,
    "WillingSaid.ways": tuple(references.WAYS), "AskSaid.way": tuple(references.WAYS),
    "answer_reference.to": tuple(references.STATES), "bring_reference.result": tuple(references.RESULTS),
    "bring_referral.result": tuple(references.RESULTS),
    "NoveltySaid.kind": tuple(novelties.KINDS), "NoveltySaid.area": tuple(novelties.AREAS),
    "SurveySaid.kind": tuple(SURVEYS), "Choice.states": tuple(STATES), "Choice.categories": tuple(CRITERIA),
    "HospitalitySaid.kind": tuple(hospitality.KINDS), "HospitalitySaid.direction": tuple(hospitality.DIRECTIONS),
    "ContactSaid.area": tuple(contacts.AREAS), "ContactSaid.channel": _CHANNELS, "ContactSaid.language": tuple(LANGUAGES),
    "say_consent.purpose": tuple(PURPOSES),
    "Said.field": tuple(FIELDS), "withdraw_said.kind": tuple(profile.TAKEN_BACK), "restore_said.kind": tuple(profile.TAKEN_BACK),
    "RhythmSaid.who": ("", *rhythms.PARTS), "RhythmSaid.area": tuple(contacts.AREAS), "RhythmSaid.channel": ("", *_CHANNELS),
    "GoalSaid.side": tuple(plans.SIDES), "ObjectiveSaid.measure": tuple(plans.MEASURES), "ActionSaid.state": tuple(plans.STATES),
    "close_plan_action.state": tuple(plans.STATES), "remove_from_plan.kind": ("goals", "objectives", "actions"),
    "RequestSaid.kind": tuple(REQUESTS), "move_request.here": STAGES, "move_request.to": STAGES,
    "LetterSaid.grade": GRADES, "offer_lot.grade": GRADES, "refuse_offer.reason": BECAUSE,
    "note_contact.way": tuple(WAYS), "open_dispute.reason": tuple(REASONS), "report_error.kind": tuple(ERRORS),
    "close_note.kind": collection.CLOSING, "reopen_note.kind": collection.CLOSING,
    "take_back_note.kind": tuple(collection.KINDS),
    "Condition.reason": tuple(conditions.REASONS),
    "assign.part": tuple(PARTS), "release.part": tuple(PARTS),
    "rate_and_ask.criterion": JUDGED, "rate_kinds_and_ask.criterion": JUDGED, "ask_rating.criterion": JUDGED,
    "ask_missing.criterion": JUDGED, "decline_rating.criterion": JUDGED,
    "nominate.criterion": ("", *CRITERIA), "TrialSaid.result": RESULTS,
    "pin_line.move": MOVES, "lock_order.kind": LOCKS, "give_grant.privilege": tuple(PRIVILEGES),
}  # fmt: skip
MEANS: Mapping[str, str] = {
    "customer": "The code as the ERP has it",
    "account": "The code of the customer as the ERP has it",
    "number": "Of the thing, as its list says (id)",
    "seen": "The mark of what you read (changed_at, version): where it is another by now, nothing is done",
    "here": "The stage in which you saw it: where it is in another by now, nothing is done",
    "tell.seen": "The `mark` of the handover as you read it: where it is another by now, nothing is done",
    "set_next_step.here": "The next step as you read it; empty = there was none",
    "to": "Where it goes",
    "until": "The last day, inside; null = without an end, where there may be none",
    "last": "The last day, inside",
    "since": "The first day",
    "on": "The day",
    "day": "The day",
    "person": "The number of somebody of ours (users)",
    "owner": "The number of somebody of ours (users); null = whoever answers for the account",
    "ours": "Of our side",
    "theirs": "Of the customer's side",
    "contact": "The number of a person of that customer (contacts)",
    "contacts": "Numbers of people of that customer (contacts)",
    "people": "Numbers of people of that customer (contacts)",
    "said_in": "The number of the contact in which it was said (touchpoints)",
    "cost": "In the company's currency; null = nobody knows",
    "amount": "In the company's currency, where the document has no other",
    "corrects": "The number of the one that this one takes the place of",
    "reason": "In one sentence, for whoever asks why",
    "assign_alert.to": "The number of who answers for the account (users); null = whoever owns it",
    "ask_hospitality.ours": "The number of who of ours gives or gets it (users)",
    "Condition.value": "A price of one unit, a share (0.05 = 5 %) or days, by kind",
    "offer_solution.to": "The code of the other customer",
}  # fmt: skip
