"""What the page about personal data in a file shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FindingLine:
    """One kind of personal data in a column, in words; examples are masked."""

    kind: str
    reason: str
    count: int
    is_estimate: bool
    share: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ProtectedColumn:
    """A column with personal data and what was decided about it.

    `state` is `open` (nothing decided), `drop`, `mask`, `asked` or `granted`. `reason` is why a steward asked to
    publish it, `legal_basis` what the approver relies on. `is_pending` while the file is read again with it.
    """

    name: str
    findings: tuple[FindingLine, ...]
    state: str
    is_pending: bool = False
    reason: str = ""
    asked_by: str = ""
    asked_at: datetime | None = None
    legal_basis: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class FilePermission:
    """That an upload may be public although the portal cannot tell what is in it: why, and who said so."""

    reason: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class ProtectionPage:
    """Personal data in the newest upload of a resource. `notices` name what is worth a look and blocks nothing.

    `needs_permission`: the portal cannot tell what is in the upload, or in the parts `unseen` beside its table.
    """

    dataset_name: str
    dataset_label: str
    resource_id: str
    label: str
    filename: str
    number: int
    exposure: str
    is_reading: bool
    columns: tuple[ProtectedColumn, ...]
    notices: tuple[tuple[str, FindingLine], ...]
    needs_permission: bool
    unseen: tuple[str, ...]
    permission: FilePermission | None
    may_decide: bool

    @property
    def undecided(self) -> int:
        """How many columns keep the file from the public."""
        return sum(column.state in ("open", "asked") for column in self.columns)
