"""Rules for where a person is reached: telephone, mailbox, home; and what is an office's."""

from __future__ import annotations

from portal.tabular.personal.digits import are_business_codes, vary_as_phones
from portal.tabular.personal.evidence import Evidence
from portal.tabular.personal.findings import Kind, Level
from portal.tabular.personal.subject import Subject
from portal.tabular.personal.verdict import BY_BOTH, BY_CONTENT, BY_HEADER, Verdict

_OTHER_NUMBERS = (
    Kind.TAX_CODE,
    Kind.BANK_ACCOUNT,
    Kind.INSURANCE,
    Kind.CITIZEN_ID,
    Kind.DRIVING_LICENCE,
)


def phone(seen: Evidence, subject: Subject) -> Verdict | None:
    """Mobile numbers: of whoever carries them, unless the heading speaks of an office."""
    heading = seen.heading
    if heading.is_office or heading.kind in _OTHER_NUMBERS:
        return None
    if heading.kind != Kind.PHONE:
        return _unnamed_phone(seen)
    mobiles = seen["mobile"]
    stripped = seen["mobile_9"] if seen.share(seen["mobile_9"]) >= 0.3 else 0
    count, pattern = (mobiles, "mobile") if mobiles >= stripped else (stripped, "mobile_9")
    if not count or (subject.is_organisations and mobiles < seen["landline"]):
        return None
    return Verdict(Kind.PHONE, Level.BLOCKING, count, pattern, BY_BOTH if mobiles else BY_HEADER)


def _unnamed_phone(seen: Evidence) -> Verdict | None:
    mobiles, pattern = seen["certain_mobile"], "certain_mobile"
    if seen.share(seen["whole_mobile"]) >= 0.6:
        mobiles, pattern = seen["mobile"], "mobile"
    bare, is_code = seen["zero_10"], seen.heading.is_code
    if not mobiles or (is_code and seen["whole_mobile"]):
        return None
    if bare and (is_code or mobiles < 0.9 * (bare + mobiles - min(mobiles, seen["whole_mobile"]))):
        return None
    if bare > 3 and are_business_codes(seen.suspects):
        return None
    is_varied = vary_as_phones(seen.suspects)
    return Verdict(Kind.PHONE, Level.BLOCKING, mobiles, pattern, BY_CONTENT) if is_varied else None


def office_phone(seen: Evidence, subject: Subject) -> Verdict | None:
    """Lines of offices: public, but worth a look."""
    if seen.heading.kind != Kind.PHONE:
        return None
    is_office = seen.heading.is_office or subject.is_organisations
    count = seen["landline"] + (seen["mobile"] if is_office else 0)
    if not count or (not is_office and seen["mobile"]) or phone(seen, subject):
        return None
    pattern = "landline" if seen["landline"] else "mobile"
    return Verdict(Kind.OFFICE_PHONE, Level.NOTICE, min(count, seen.filled), pattern, BY_BOTH)


def email(seen: Evidence, subject: Subject) -> Verdict | None:
    """Mailboxes of persons; an office's by its domain, its name, its heading, or a table of offices only."""
    personal = seen["email"] - seen["office_email"]
    if personal <= 0:
        return None
    is_headed = seen.heading.kind == Kind.EMAIL
    by = BY_BOTH if is_headed else BY_CONTENT
    is_mostly_office = seen["office_email"] >= 0.5 * seen["email"] or not subject.names_officials
    is_office = subject.is_organisations and is_headed and not seen.heading.says_person and is_mostly_office
    if seen.heading.is_office or is_office:
        return Verdict(Kind.OFFICE_EMAIL, Level.NOTICE, personal, "email", by)
    return Verdict(Kind.EMAIL, Level.BLOCKING, personal, "email", by)


def home_address(seen: Evidence, _subject: Subject) -> Verdict | None:
    """Addresses down to the house, hamlet or group of homes."""
    heading = seen.heading
    if heading.kind != Kind.HOME_ADDRESS or seen.share(seen["address"]) < 0.2:
        return None
    if heading.is_office and not heading.is_home:
        return None
    by = BY_BOTH if heading.is_home else BY_HEADER
    return Verdict(Kind.HOME_ADDRESS, Level.BLOCKING, seen["address"], "address", by, needs_person=True)
