"""What a steward decided about reading a file, against what the reader would guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class ColumnOption:
    """A decision about one column, found again by its heading.

    `type` is a `ColumnType` code, empty to leave it to the reader; `format` says which reading of an ambiguous
    value is right (`dd/mm/yyyy`, `mm/dd/yyyy`, `1.234` for thousands, `1,234` for decimals …). `protection` is
    empty, `drop` (left out of the table) or `mask` (values replaced, only their form is kept).
    """

    type: str = ""
    format: str = ""
    protection: str = ""


@dataclass(frozen=True)
class ReadingOptions:
    """Every field left at its default is guessed. Rows are counted from 1 as a spreadsheet shows them.

    `header_row` 0 says that no row holds names. `member` is the path of the table inside a ZIP.
    """

    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    sheet: str = ""
    member: str = ""
    header_row: int | None = None
    header_height: int | None = None
    fill_merged: bool = False
    keep_totals: bool = False
    columns: Mapping[str, ColumnOption] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As stored with the resource: JSON values only."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any] | None) -> Self:
        """The options that `to_dict` gave; unknown names of another version are left out."""
        known = {k: v for k, v in (values or {}).items() if k in cls.__dataclass_fields__}
        columns = {name: ColumnOption(**option) for name, option in known.pop("columns", {}).items()}
        return cls(**known, columns=columns)
