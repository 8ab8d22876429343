"""What a rule says of a column."""

from __future__ import annotations

from dataclasses import dataclass

from portal.tabular.personal.findings import Kind, Level

BY_HEADER, BY_CONTENT, BY_BOTH = "header", "content", "both"


@dataclass(frozen=True)
class Verdict:
    """A kind found in a column. `pattern` names the counted pattern its cells fit; names of people have none.

    `needs_person` where it is personal only beside a column that tells who it is about.
    """

    kind: Kind
    level: Level
    count: int
    pattern: str
    by: str
    needs_person: bool = False
