"""What a table is about: people, or plainly organisations, whose numbers and mailboxes are public."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.tabular.personal.evidence import Evidence
from portal.tabular.personal.findings import Kind
from portal.text import fold

_ORGANISATION = re.compile(
    r"(truong|thcs|thpt|tieu hoc|mam non|mau giao|hoc vien|dai hoc|ubnd|uy ban|hdnd|so|phong|ban|bo|cuc|chi cuc|"
    r"trung tam|benh vien|tram y te|phong kham|vien|cong ty|cty|doanh nghiep|dntn|htx|hop tac xa|chi nhanh|ngan hang|"
    r"toa an|cong an|dang uy|van phong|kho bac|quy|hoi|lien doan|lien minh|doan|mat tran|thanh tra|tap doan|"
    r"tong cong ty|tong cuc|bao tang|thu vien|nha van hoa|nha hat|c[123]|mn|th)\b"
)
_SHARE = 0.6


@dataclass(frozen=True)
class Subject:
    """Whom the rows are about. `names_officials` where organisations stand with who heads them."""

    has_people: bool = False
    has_organisations: bool = False
    names_officials: bool = False

    @property
    def is_organisations(self) -> bool:
        """Whether each row is an organisation and nobody is named as a private person."""
        return self.has_organisations and not self.has_people


def subject_of(columns: Sequence[Evidence], kinds: Sequence[Kind]) -> Subject:
    """The subject of a table with these columns, of which some were found to name people."""
    return Subject(
        has_people=Kind.PERSON_NAME in kinds or Kind.CITIZEN_ID in kinds,
        has_organisations=any(map(_names_organisations, columns)),
        names_officials=Kind.OFFICIAL_NAME in kinds,
    )


def _names_organisations(seen: Evidence) -> bool:
    if not seen.sample:
        return False
    named = sum(_ORGANISATION.match(fold(value)) is not None for value in seen.sample)
    return named >= _SHARE * len(seen.sample)
