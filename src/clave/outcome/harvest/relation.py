"""How the key accounts see us: the surveys of the window together, as far as they may be shown. (C8, C1)

What a survey hides stays hidden: anonymous answers of few people, or before it is over, are not here at all, and accounts are
looked at alone only where the survey lets them. Every figure goes with how many answers of how many people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clave.base.words import Text, _
from clave.operations.surveys.questions import KINDS, RECOMMEND, SEEN, SUBJECTS, Sheet
from clave.operations.surveys.scores import Nps, nps_of, spread, subjects_of
from clave.outcome.harvest.given import Given, Round
from clave.outcome.harvest.interval import share
from clave.outcome.harvest.shape import Estimate, Relation, Scale, Voiced
from clave.policy import declared, voice
from clave.policy.limits import Limits

KIND = "relationship"
NOTICED = "noticed"
NOBODY_ASKED = _("Nobody was asked in the window: a survey of relationship would tell.")
NOTHING_SHOWN = _("Nothing of what was answered may be shown yet: the surveys below say why.")


def nps_estimate(found: Nps, limits: Limits) -> Estimate:
    """The NPS in points, with its interval where enough answered."""
    inside = found.interval(limits[declared.interval_level]) if found.n >= limits[voice.interval] else None
    return Estimate(found.value, inside[0] if inside else None, inside[1] if inside else None, found.n)


def sheets_of(rounds: Iterable[Round]) -> list[Sheet]:
    """Every sheet that may be shown."""
    return [sheet for one in rounds for _customer, sheet in one.sheets]


def apart_of(rounds: Iterable[Round]) -> dict[str, list[Sheet]]:
    """The sheets of each account that may be looked at alone."""
    found: dict[str, list[Sheet]] = {}
    for one in rounds:
        for customer, sheet in one.sheets:
            if customer in one.apart:
                found.setdefault(customer, []).append(sheet)
    return found


def relation(given: Given) -> Relation:
    """Over all surveys of relationship of the window, and who noticed in that of the announcement."""
    voices, limits = given.voices, given.limits
    sheets, seen = sheets_of(voices.rounds), [sheet for _code, sheet in voices.noticed]
    recommended = [one.values[RECOMMEND] for one in sheets if RECOMMEND in one.values]
    return Relation(
        nps_estimate(nps_of(sheets), limits), nps_estimate(nps_of(sheets_of(voices.before)), limits),
        sum(recommended) / len(recommended) if recommended else None,
        tuple(_scale(key, sheets) for key in subjects_of(KIND) if key != RECOMMEND), _noticed(seen, given),
        sum(one.asked.asked for one in voices.rounds), sum(one.asked.answered for one in voices.rounds),
        len(given.keys), len(voices.invited), len(voices.heard), tuple(one.asked for one in voices.rounds),
        tuple(_voiced(given)), tuple(_missing(voices.rounds, sheets)),
    )  # fmt: skip


def _scale(key: str, sheets: Sequence[Sheet]) -> Scale:
    found = spread(KIND, key, sheets)
    steps = next(one.scale.steps for one in KINDS[KIND].questions if one.of == key)
    low, high = found.ends or (None, None)
    return Scale(
        key,
        SUBJECTS[key],
        steps[0],
        steps[-1],
        found.mean,
        found.middle,
        low,
        high,
        found.n,
        found.people,
        found.counts,
    )


def _noticed(sheets: Sequence[Sheet], given: Given) -> Estimate:
    """The share that says that they notice it; who says "here and there" does not."""
    answers = [one.values[NOTICED] for one in sheets if NOTICED in one.values]
    return share(sum(one == SEEN.high for one in answers), len(answers), given.sure)


def _voiced(given: Given) -> Iterable[Voiced]:
    apart, names = apart_of(given.voices.rounds), _names(given)
    noticed: dict[str, list[int]] = {}
    for code, sheet in given.voices.noticed:
        if NOTICED in sheet.values:
            noticed.setdefault(code, []).append(sheet.values[NOTICED])
    for code in sorted(apart.keys() | noticed.keys(), key=lambda one: (names.get(one, one), one)):
        sheets, seen = apart.get(code, []), noticed.get(code, [])
        scales = {key: spread(KIND, key, sheets).mean for key in subjects_of(KIND) if key != RECOMMEND}
        yield Voiced(
            code, names.get(code, code), len(sheets), nps_of(sheets).value, scales,
            sum(one == SEEN.high for one in seen) / len(seen) if seen else None,
        )  # fmt: skip


def _names(given: Given) -> Mapping[str, str]:
    names = {code: name for one in given.voices.rounds for code, name in one.names.items()}
    return names | {one.customer: one.name for one in given.keys}


def _missing(rounds: Sequence[Round], sheets: Sequence[Sheet]) -> Iterable[Text]:
    if not rounds:
        yield NOBODY_ASKED
    elif not sheets:
        yield NOTHING_SHOWN
