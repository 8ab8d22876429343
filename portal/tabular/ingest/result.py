"""What taking a table in found: columns with their types, what did not fit, what only the steward can decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from portal.errors import Problem
from portal.tabular.columns import Column, ColumnType
from portal.tabular.personal.findings import Finding
from portal.tabular.profile import Bin, ColumnProfile, TopValue
from portal.tabular.reading.source import SetAside, SourceReport

TABLE = "table.parquet"
"""The stored table in the folder of the work."""


@dataclass(frozen=True)
class Limits:
    """What the process that reads one file may use."""

    memory_bytes: int
    seconds: int
    output_bytes: int = 4 * 1024**3


@dataclass(frozen=True)
class Failure:
    """Values that kept a column from a type: how many, and a few of them as (row, value)."""

    type: ColumnType
    format: str
    count: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Reading:
    """One way to read an ambiguous column. `format` is what `ColumnOption.format` takes to choose it."""

    type: ColumnType
    format: str
    example: str


@dataclass(frozen=True)
class Question:
    """Values that mean two things: `day_or_month`, `thousands_or_decimal`. The column is text until answered."""

    code: str
    value: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class ColumnReport:
    """A column and how its type was found. `blanks` counts cells such as “-” or “N/A” read as empty."""

    column: Column
    blanks: int = 0
    failures: tuple[Failure, ...] = ()
    question: Question | None = None


@dataclass(frozen=True)
class TableReport:
    """The outcome for the steward; every part fits into JSON.

    `unseen` names the parts of the file beside the table that hold personal data or could not be looked at.
    """

    columns: tuple[ColumnReport, ...]
    row_count: int
    source: SourceReport
    set_aside: tuple[SetAside, ...] = ()
    warnings: tuple[Problem, ...] = ()
    unseen: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON values, read back by `from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The report that `to_dict` gave, JSON in between or not."""
        return cls(
            columns=tuple(map(_column_report, values["columns"])),
            row_count=values["row_count"],
            source=SourceReport.from_dict(values["source"]),
            set_aside=tuple(SetAside(s["kind"], s["row"], tuple(s["cells"])) for s in values["set_aside"]),
            warnings=tuple(Problem(**problem) for problem in values["warnings"]),
            unseen=tuple(values.get("unseen", ())),
        )


@dataclass(frozen=True)
class FirstPage:
    """The first rows as JSON values in the order of the columns, with their numbers."""

    ids: tuple[int, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The page that `dataclasses.asdict` made JSON values of."""
        return cls(tuple(values["ids"]), tuple(tuple(row) for row in values["rows"]))


@dataclass(frozen=True)
class IngestResult:
    """A stored table, still in the folder of the work: move `table` before the folder goes."""

    table: Path
    report: TableReport
    profile: tuple[ColumnProfile, ...]
    first_page: FirstPage
    terms: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the stored table."""
        return tuple(entry.column for entry in self.report.columns)

    @classmethod
    def from_dict(cls, table: Path, values: Mapping[str, Any]) -> Self:
        """The result that a child process wrote as JSON."""
        return cls(
            table=table,
            report=TableReport.from_dict(values["report"]),
            profile=tuple(map(profile_from, values["profile"])),
            first_page=FirstPage.from_dict(values["first_page"]),
            terms={key: tuple(found) for key, found in values["terms"].items()},
            findings=tuple(map(Finding.from_dict, values["findings"])),
        )


def column_from(values: Mapping[str, Any]) -> Column:
    """The column that `dataclasses.asdict` made JSON values of."""
    return Column(**{**values, "type": ColumnType(values["type"])})


def profile_from(values: Mapping[str, Any]) -> ColumnProfile:
    """The profile that `dataclasses.asdict` made JSON values of."""
    bins = tuple(Bin(**each) for each in values["bins"])
    return ColumnProfile(**{**values, "bins": bins, "top": tuple(TopValue(**each) for each in values["top"])})


def _column_report(values: Mapping[str, Any]) -> ColumnReport:
    return ColumnReport(
        column=column_from(values["column"]),
        blanks=values["blanks"],
        failures=tuple(map(_failure, values["failures"])),
        question=_question(values["question"]),
    )


def _failure(values: Mapping[str, Any]) -> Failure:
    examples = tuple((row, text) for row, text in values["examples"])
    return Failure(ColumnType(values["type"]), values["format"], values["count"], examples)


def _question(values: Mapping[str, Any] | None) -> Question | None:
    if values is None:
        return None
    readings = tuple(Reading(ColumnType(r["type"]), r["format"], r["example"]) for r in values["readings"])
    return Question(values["code"], values["value"], readings)
