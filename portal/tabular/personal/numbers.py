"""Rules for numbers and cards that belong to one person: ids, tax codes, accounts, licences, plates."""

from __future__ import annotations

from portal.tabular.personal.digits import (
    are_business_codes,
    stripped_vary_as_births,
    vary_as_births,
)
from portal.tabular.personal.evidence import Evidence
from portal.tabular.personal.findings import Kind, Level
from portal.tabular.personal.subject import Subject
from portal.tabular.personal.verdict import BY_BOTH, BY_CONTENT, BY_HEADER, Verdict


def citizen_id(seen: Evidence, _subject: Subject) -> Verdict | None:
    """Twelve digits that begin as citizen ids do."""
    heading, citizens = seen.heading, seen["citizen"]
    is_named = heading.kind in (Kind.CITIZEN_ID, Kind.TAX_CODE)
    if not citizens or citizens < 0.6 * seen["digits_12"]:
        return None
    if not is_named:
        if not vary_as_births(seen.suspects):
            return None
        if heading.is_code and (citizens < 10 or citizens < 0.9 * seen["digits_12"]):
            return None
        if heading.kind is not None and seen.share(citizens) < 0.5:
            return None
    kind = Kind.TAX_CODE if heading.kind == Kind.TAX_CODE else Kind.CITIZEN_ID
    return Verdict(kind, Level.BLOCKING, citizens, "citizen", BY_BOTH if is_named else BY_CONTENT)


def stripped_id(seen: Evidence, _subject: Subject) -> Verdict | None:
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


def old_id(seen: Evidence, _subject: Subject) -> Verdict | None:
    """Nine digits, where the heading speaks of ids."""
    if seen.heading.kind != Kind.CITIZEN_ID or not seen["digits_9"]:
        return None
    return Verdict(Kind.OLD_ID, Level.BLOCKING, seen["digits_9"], "digits_9", BY_HEADER)


def own_tax_code(seen: Evidence, subject: Subject) -> Verdict | None:
    """Tax codes of persons and households, which begin with 8; others are public.

    Unless the heading says that persons stand here.
    """
    if seen.heading.kind != Kind.TAX_CODE or not seen["tax"]:
        return None
    if seen.heading.says_person and not subject.is_organisations:
        return Verdict(Kind.TAX_CODE, Level.BLOCKING, seen["tax"], "tax", BY_HEADER)
    if seen["own_tax"] and seen["own_tax"] >= 0.05 * seen["tax"]:
        return Verdict(Kind.TAX_CODE, Level.BLOCKING, seen["own_tax"], "own_tax", BY_BOTH)
    return None


def account(seen: Evidence, subject: Subject) -> Verdict | None:
    """Digits under a heading of bank accounts."""
    if seen.heading.kind != Kind.BANK_ACCOUNT or seen.share(seen["account"]) < 0.1:
        return None
    if seen.heading.is_office or subject.is_organisations:
        return Verdict(Kind.OFFICE_ACCOUNT, Level.NOTICE, seen["account"], "account", BY_HEADER)
    return Verdict(Kind.BANK_ACCOUNT, Level.BLOCKING, seen["account"], "account", BY_HEADER)


def licence(seen: Evidence, _subject: Subject) -> Verdict | None:
    """Twelve digits under a heading of driving licences."""
    if seen.heading.kind != Kind.DRIVING_LICENCE or not seen["digits_12"]:
        return None
    return Verdict(Kind.DRIVING_LICENCE, Level.BLOCKING, seen["digits_12"], "digits_12", BY_HEADER)


def passport(seen: Evidence, _subject: Subject) -> Verdict | None:
    """A letter and digits under a heading of passports."""
    if seen.heading.kind != Kind.PASSPORT or not seen["passport"]:
        return None
    return Verdict(Kind.PASSPORT, Level.BLOCKING, seen["passport"], "passport", BY_HEADER)


def insurance(seen: Evidence, _subject: Subject) -> Verdict | None:
    """Numbers of health insurance cards and social insurance books."""
    cards = seen["health_card"]
    if seen.heading.kind == Kind.INSURANCE and (count := cards or seen["digits_10"]):
        pattern = "health_card" if cards else "digits_10"
        return Verdict(Kind.INSURANCE, Level.BLOCKING, count, pattern, BY_HEADER)
    if cards and seen.share(cards) >= 0.8 and not seen.heading.is_code:
        return Verdict(Kind.INSURANCE, Level.BLOCKING, cards, "health_card", BY_CONTENT)
    return None


def plate(seen: Evidence, _subject: Subject) -> Verdict | None:
    """Plates of vehicles; without a heading only where written with their full stop."""
    if seen.heading.kind == Kind.PLATE and seen["plate"]:
        return Verdict(Kind.PLATE, Level.BLOCKING, seen["plate"], "plate", BY_HEADER)
    if seen["dotted_plate"]:
        return Verdict(Kind.PLATE, Level.BLOCKING, seen["dotted_plate"], "dotted_plate", BY_CONTENT)
    return None
