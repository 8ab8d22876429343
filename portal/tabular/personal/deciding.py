"""From evidence to a verdict on one column: heading, content and what the table is about, each kind by its own rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from portal.tabular.personal import numbers, places
from portal.tabular.personal.evidence import Evidence
from portal.tabular.personal.findings import NAMING, Kind, Level
from portal.tabular.personal.names import look_like_people
from portal.tabular.personal.subject import Subject, subject_of
from portal.tabular.personal.verdict import BY_BOTH, BY_CONTENT, Verdict

_Rule = Callable[[Evidence, Subject], Verdict | None]


def decide(columns: Sequence[Evidence]) -> list[tuple[Evidence, Verdict]]:
    """Everything personal in the columns, in their order.

    Birth dates and home addresses are blocking where another column tells who it is about; alone they are a notice,
    and a plain *địa chỉ* is nothing.
    """
    first = [v.kind for seen in columns for rule in _TELLING if (v := rule(seen, Subject())) is not None]
    subject = subject_of(columns, first)
    found = [(seen, verdict) for seen in columns for verdict in _verdicts(seen, subject)]
    tells_who = any(v.kind in NAMING and v.level == Level.BLOCKING for _seen, v in found)
    settled = ((seen, _beside(seen, verdict, tells_who)) for seen, verdict in found)
    return [(seen, verdict) for seen, verdict in settled if verdict is not None]


def _verdicts(seen: Evidence, subject: Subject) -> list[Verdict]:
    kinds: dict[Kind, Verdict] = {}
    for rule in _RULES:
        if (verdict := rule(seen, subject)) is not None:
            kinds.setdefault(verdict.kind, verdict)
    return list(kinds.values())


def _beside(seen: Evidence, verdict: Verdict, tells_who: bool) -> Verdict | None:
    if not verdict.needs_person or tells_who:
        return verdict
    is_plain_address = verdict.kind == Kind.HOME_ADDRESS and not seen.heading.is_home
    return None if is_plain_address else replace(verdict, level=Level.NOTICE)


def _name(seen: Evidence, _subject: Subject) -> Verdict | None:
    if not seen.sample:
        return None
    kind, share = seen.heading.kind, seen.people
    count = round(share * seen.filled)
    if kind in (Kind.PERSON_NAME, Kind.OFFICIAL_NAME):
        level = Level.BLOCKING if kind == Kind.PERSON_NAME else Level.NOTICE
        return Verdict(kind, level, count, "", BY_BOTH) if share >= 0.05 else None
    if kind is not None:
        return None
    is_told = seen.heading.says_person and share >= 0.6
    if not is_told and (seen.heading.is_place or not look_like_people(seen.sample)):
        return None
    return Verdict(Kind.PERSON_NAME, Level.BLOCKING, count, "", BY_CONTENT)


def _birth_date(seen: Evidence, _subject: Subject) -> Verdict | None:
    if seen.heading.kind != Kind.BIRTH_DATE or seen.share(seen["date"]) < 0.3:
        return None
    return Verdict(Kind.BIRTH_DATE, Level.BLOCKING, seen["date"], "date", BY_BOTH, needs_person=True)


_TELLING: tuple[_Rule, ...] = (_name, numbers.citizen_id)
"""Rules that need no subject, and tell it."""
_RULES: tuple[_Rule, ...] = (
    numbers.citizen_id,
    numbers.stripped_id,
    numbers.old_id,
    numbers.own_tax_code,
    numbers.account,
    numbers.licence,
    numbers.passport,
    numbers.insurance,
    numbers.plate,
    places.phone,
    places.office_phone,
    places.email,
    places.home_address,
    _name,
    _birth_date,
)
