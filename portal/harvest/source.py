"""One record of another catalogue in our words: what the formats' readers give and the import takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.errors import Problem
from portal.metadata.records import Values


@dataclass(frozen=True)
class SourceRecord:
    """A foreign record.

    `place` says where in the file it stands. `values` and `resources` fit our schemas; `agencies` are the
    names under which it speaks of its agency, best first. `problems` is what of it could not be taken; with a
    `refusal` nothing of it can. `stays_draft` marks what its own catalogue does not show to everybody.
    """

    place: str
    identifier: str = ""
    name: str = ""
    values: Values = field(default_factory=dict)
    resources: tuple[Values, ...] = ()
    agencies: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    refusal: Problem | None = None
    stays_draft: bool = False

    @property
    def title(self) -> str:
        """The title, as far as there is one."""
        return str(self.values.get("title") or "")
