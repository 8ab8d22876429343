"""What the steward's page of a table shows: how it was read, what did not fit, what may be decided."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.errors import Problem
from portal.tabular.ingest.result import Question
from portal.tabular.ingest.result import Reading as ColumnReading
from portal.tabular.options import ReadingOptions
from portal.tabular.reading.source import SourceReport


@dataclass(frozen=True)
class ColumnForm:
    """A column: what was found, what the steward said of it. `read_as` is `type|format` as decided, or empty."""

    name: str
    key: str = ""
    found: str = ""
    example: str = ""
    read_as: str = ""
    notes: tuple[str, ...] = ()
    question: Question | None = None
    label: str = ""
    description: str = ""
    unit: str = ""
    semantic: str = ""
    is_searchable: bool = True

    @property
    def readings(self) -> tuple[ColumnReading, ...]:
        """The readings between which the steward has to choose."""
        return self.question.readings if self.question else ()


@dataclass(frozen=True)
class TableReadingPage:
    """`is_trial`: the table below was read just now with `options` and is kept nowhere.

    `source` is None until a table was read. `header` and `rows` are its first rows as text.
    """

    dataset_name: str
    resource_id: str
    label: str
    filename: str
    number: int
    version: int
    state: str
    percent: int
    step: str
    options: ReadingOptions
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    source: SourceReport | None = None
    source_text: str = ""
    row_count: int = 0
    columns: tuple[ColumnForm, ...] = ()
    set_aside: tuple[tuple[str, str], ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_trial: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_reading(self) -> bool:
        """Whether the worker has it, or will."""
        return self.state in ("waiting", "running")
