"""From evidence to a verdict on one column: heading and content together, each kind by its own rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.tabular.personal.digits import (
    are_business_codes,
    stripped_vary_as_births,
    vary_as_births,
    vary_as_phones,
)
from portal.tabular.personal.evidence import Evidence
from portal.tabular.personal.findings import Kind, Level
from portal.tabular.personal.names import is_person, look_like_people

BY_HEADER, BY_CONTENT, BY_BOTH = "header", "content", "both"


@dataclass(frozen=True)
class Verdict:
    """A kind found in a column. `pattern` names the counted pattern its cells fit, empty for names by content."""

    kind: Kind
    level: Level
    count: int
    pattern: str
    by: str
    needs_person: bool = False


def verdicts(seen: Evidence) -> list[Verdict]:
    """Everything personal in the column, the most telling first."""
    found = [verdict for rule in _RULES if (verdict := rule(seen)) is not None]
    kinds: dict[Kind, Verdict] = {}
    for verdict in found:
        kinds.setdefault(verdict.kind, verdict)
    return list(kinds.values())


def _citizen_id(seen: Evidence) -> Verdict | None:
    heading = seen.heading
    is_named = heading.kind in (Kind.CITIZEN_ID, Kind.TAX_CODE)
    citizens = seen["citizen"]
    if not citizens or citizens < 0.6 * seen["digits_12"]:
        return None
    if not is_named:
        if not vary_as_births(seen.suspects):
            return None
        if heading.is_code and (citizens < 10 or citizens < 0.9 * seen["digits_12"]):
            return None
    kind = Kind.TAX_CODE if heading.kind == Kind.TAX_CODE else Kind.CITIZEN_ID
    return Verdict(kind, Level.BLOCKING, citizens, "citizen", BY_BOTH if is_named else BY_CONTENT)


def _stripped_id(seen: Evidence) -> Verdict | None:
    """Ids of 10 and 11 digits: what a spreadsheet left of `001…` and `079…`."""
    stripped, long = seen["stripped_citizen"], seen["digits_10"] + seen["digits_11"]
    kind = seen.heading.kind
    if kind == Kind.CITIZEN_ID and stripped and stripped >= 0.6 * long:
        return Verdict(Kind.CITIZEN_ID, Level.BLOCKING, stripped, "stripped_citizen", BY_HEADER)
    if stripped < 0.9 * long or not stripped or not stripped_vary_as_births(seen.suspects):
        return None
    if kind == Kind.TAX_CODE and not are_business_codes(seen.suspects):
        return Verdict(Kind.TAX_CODE, Level.BLOCKING, stripped, "stripped_citizen", BY_BOTH)
    is_plain = kind is None and not seen.heading.is_code and seen["digits_11"] >= 0.3 * seen.filled
    if is_plain and not are_business_codes(seen.suspects):
        return Verdict(Kind.CITIZEN_ID, Level.BLOCKING, stripped, "stripped_citizen", BY_CONTENT)
    return None


def _old_id(seen: Evidence) -> Verdict | None:
    if seen.heading.kind != Kind.CITIZEN_ID or not seen["digits_9"]:
        return None
    return Verdict(Kind.OLD_ID, Level.BLOCKING, seen["digits_9"], "digits_9", BY_HEADER)


def _own_tax_code(seen: Evidence) -> Verdict | None:
    """Ten digits are a business and public, unless the heading says that persons stand here."""
    if seen.heading.kind != Kind.TAX_CODE or not seen.heading.says_person or not seen["digits_10"]:
        return None
    return Verdict(Kind.TAX_CODE, Level.BLOCKING, seen["digits_10"], "digits_10", BY_HEADER)


def _phone(seen: Evidence) -> Verdict | None:
    heading, mobiles = seen.heading, seen["mobile"]
    if heading.kind == Kind.PHONE:
        stripped = seen["mobile_9"] if seen.share(seen["mobile_9"]) >= 0.3 else 0
        count, pattern = (mobiles, "mobile") if mobiles >= stripped else (stripped, "mobile_9")
        if heading.is_office or not count:
            return None
        return Verdict(Kind.PHONE, Level.BLOCKING, count, pattern, BY_BOTH if mobiles else BY_HEADER)
    if not mobiles or heading.kind in (Kind.TAX_CODE, Kind.BANK_ACCOUNT, Kind.INSURANCE, Kind.CITIZEN_ID):
        return None
    bare = seen["zero_10"]
    if bare and (heading.is_code or mobiles < 0.9 * (bare + mobiles - seen["whole_mobile"])):
        return None
    if bare > 3 and are_business_codes(seen.suspects):
        return None
    if heading.is_code and seen["whole_mobile"] == mobiles:
        return None
    return (
        Verdict(Kind.PHONE, Level.BLOCKING, mobiles, "mobile", BY_CONTENT)
        if vary_as_phones(seen.suspects)
        else None
    )


def _office_phone(seen: Evidence) -> Verdict | None:
    if seen.heading.kind != Kind.PHONE:
        return None
    count = seen["landline"] if not seen.heading.is_office else seen["landline"] + seen["mobile"]
    if not count or (seen["mobile"] and not seen.heading.is_office):
        return None
    pattern = "landline" if seen["landline"] else "mobile"
    return Verdict(Kind.OFFICE_PHONE, Level.NOTICE, min(count, seen.filled), pattern, BY_BOTH)


def _email(seen: Evidence) -> Verdict | None:
    personal = seen["email"] - seen["office_email"]
    if personal <= 0:
        return None
    by = BY_BOTH if seen.heading.kind == Kind.EMAIL else BY_CONTENT
    if seen.heading.is_office:
        return Verdict(Kind.OFFICE_EMAIL, Level.NOTICE, personal, "email", by)
    return Verdict(Kind.EMAIL, Level.BLOCKING, personal, "email", by)


def _plate(seen: Evidence) -> Verdict | None:
    if seen.heading.kind == Kind.PLATE and seen["plate"]:
        return Verdict(Kind.PLATE, Level.BLOCKING, seen["plate"], "plate", BY_HEADER)
    if seen["dotted_plate"]:
        return Verdict(Kind.PLATE, Level.BLOCKING, seen["dotted_plate"], "dotted_plate", BY_CONTENT)
    return None


def _account(seen: Evidence) -> Verdict | None:
    if seen.heading.kind != Kind.BANK_ACCOUNT or seen.share(seen["account"]) < 0.1:
        return None
    if seen.heading.is_office:
        return Verdict(Kind.OFFICE_ACCOUNT, Level.NOTICE, seen["account"], "account", BY_HEADER)
    return Verdict(Kind.BANK_ACCOUNT, Level.BLOCKING, seen["account"], "account", BY_HEADER)


def _passport(seen: Evidence) -> Verdict | None:
    if seen.heading.kind != Kind.PASSPORT or not seen["passport"]:
        return None
    return Verdict(Kind.PASSPORT, Level.BLOCKING, seen["passport"], "passport", BY_HEADER)


def _insurance(seen: Evidence) -> Verdict | None:
    cards = seen["health_card"]
    if seen.heading.kind == Kind.INSURANCE and (count := cards or seen["digits_10"]):
        return Verdict(
            Kind.INSURANCE, Level.BLOCKING, count, "health_card" if cards else "digits_10", BY_HEADER
        )
    if cards and seen.share(cards) >= 0.8 and not seen.heading.is_code:
        return Verdict(Kind.INSURANCE, Level.BLOCKING, cards, "health_card", BY_CONTENT)
    return None


def _name(seen: Evidence) -> Verdict | None:
    kind, people = seen.heading.kind, seen["person"]
    if kind in (Kind.PERSON_NAME, Kind.OFFICIAL_NAME):
        if not people or seen.share(people) < 0.05:
            return None
        level = Level.BLOCKING if kind == Kind.PERSON_NAME else Level.NOTICE
        return Verdict(kind, level, people, "person", BY_BOTH)
    if kind is not None or seen.heading.is_place or not look_like_people(seen.sample):
        return None
    share = sum(map(is_person, seen.sample)) / len(seen.sample)
    return Verdict(Kind.PERSON_NAME, Level.BLOCKING, round(share * seen.filled), "", BY_CONTENT)


def _birth_date(seen: Evidence) -> Verdict | None:
    if seen.heading.kind != Kind.BIRTH_DATE or seen.share(seen["date"]) < 0.3:
        return None
    return Verdict(Kind.BIRTH_DATE, Level.BLOCKING, seen["date"], "date", BY_BOTH, needs_person=True)


def _address(seen: Evidence) -> Verdict | None:
    heading = seen.heading
    if heading.kind != Kind.HOME_ADDRESS or seen.share(seen["address"]) < 0.2:
        return None
    if heading.is_office and not heading.is_home:
        return None
    return Verdict(Kind.HOME_ADDRESS, Level.BLOCKING, seen["address"], "address", BY_BOTH, needs_person=True)


_RULES: tuple[Callable[[Evidence], Verdict | None], ...] = (
    _citizen_id,
    _stripped_id,
    _old_id,
    _own_tax_code,
    _phone,
    _office_phone,
    _email,
    _plate,
    _account,
    _passport,
    _insurance,
    _name,
    _birth_date,
    _address,
)
