"""What became of each foreign record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.errors import Problem
from portal.i18n import gettext as _


class Outcome(StrEnum):
    """`KEPT`: it differs at the source, but was revised here since, and that counts."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True)
class Result:
    """One record's outcome. `problems`: what was not taken as it is; `missing`: what publication needs."""

    place: str
    identifier: str
    title: str
    name: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    missing: tuple[Problem, ...] = ()


def outcome_text(outcome: Outcome) -> str:
    """The outcome in words."""
    return {
        Outcome.DRAFT: _("lập bản nháp"),
        Outcome.PUBLISHED: _("đã công bố"),
        Outcome.UPDATED: _("đã cập nhật"),
        Outcome.UNCHANGED: _("không đổi"),
        Outcome.KEPT: _("giữ bản ở đây"),
        Outcome.NOT_TAKEN: _("không lấy"),
    }[outcome]
