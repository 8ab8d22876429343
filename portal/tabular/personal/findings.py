"""What a scan tells of a column: the kind of personal data, how much of it, how it was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    """What the values of a column say of a person, or of an office where that is worth a word."""

    CITIZEN_ID = "citizen_id"
    OLD_ID = "old_id"
    TAX_CODE = "tax_code"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    INSURANCE = "insurance"
    BANK_ACCOUNT = "bank_account"
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    PERSON_NAME = "person_name"
    BIRTH_DATE = "birth_date"
    HOME_ADDRESS = "home_address"
    OFFICE_PHONE = "office_phone"
    OFFICE_EMAIL = "office_email"
    OFFICE_ACCOUNT = "office_account"
    OFFICIAL_NAME = "official_name"


class Level(StrEnum):
    """`BLOCKING`: must be dropped, masked or overridden before the public sees it; `NOTICE`: worth a look."""

    BLOCKING = "blocking"
    NOTICE = "notice"


NAMING = frozenset({Kind.PERSON_NAME, Kind.CITIZEN_ID, Kind.OLD_ID, Kind.TAX_CODE, Kind.PASSPORT, Kind.PHONE})
"""Kinds that tell one person from another: beside them birth dates and addresses become personal."""


@dataclass(frozen=True)
class Finding:
    """Personal data in one column: `count` cells, `share` of the filled ones, never a value in the clear.

    `by` says what gave it away: `header`, `content` or `both`. A finding by `header` has fitting values too, but
    those alone would not have been enough. The count is estimated from a sample where `is_estimate`.
    """

    key: str
    name: str
    kind: Kind
    level: Level
    count: int
    share: float
    examples_masked: tuple[str, ...] = ()
    by: str = "both"
    is_estimate: bool = False

    @property
    def is_blocking(self) -> bool:
        """Whether the table may not become public as it is."""
        return self.level == Level.BLOCKING

    def to_dict(self) -> dict[str, Any]:
        """As stored beside the version: JSON values only."""
        return asdict(self) | {"kind": str(self.kind), "level": str(self.level)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The finding that `to_dict` gave."""
        return cls(
            **{
                **values,
                "kind": Kind(values["kind"]),
                "level": Level(values["level"]),
                "examples_masked": tuple(values["examples_masked"]),
            }
        )
