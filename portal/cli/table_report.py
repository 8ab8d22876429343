"""What reading a table found, as lines for people and as JSON values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from portal.errors import Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.columns import Column
from portal.tabular.formats import FORMATS
from portal.tabular.ingest.result import ColumnReport, Failure, IngestResult, Question, TableReport
from portal.tabular.personal.findings import Finding
from portal.tabular.personal.words import kind_label, reason
from portal.tabular.query.values import type_words


def as_json(result: IngestResult) -> dict[str, Any]:
    """The report with its source on the top level; `columns` hold key, name, type, format, failures, question."""
    report = result.report.to_dict()
    columns = [{**entry.pop("column"), **entry} for entry in report.pop("columns")]
    return {
        "accepted": True,
        **report.pop("source"),
        "row_count": report["row_count"],
        "columns": columns,
        "set_aside": report["set_aside"],
        "warnings": report["warnings"],
        "personal": [finding.to_dict() for finding in result.findings],
        "problems": [],
    }


def refusal_as_json(problems: Iterable[Problem]) -> dict[str, Any]:
    """The same of a file that was refused."""
    return {"accepted": False, "problems": [asdict(problem) for problem in problems]}


def as_text(name: str, result: IngestResult) -> str:
    """The report as indented lines below the name of the file."""
    report = result.report
    head = _(
        "%(file)s: đọc được, %(rows)s dòng, %(columns)s cột",
        file=name,
        rows=format_number(report.row_count),
        columns=format_number(len(report.columns)),
    )
    lines = [head, f"  {_source(report)}"]
    width = max((len(entry.column.key) for entry in report.columns), default=0)
    for entry in report.columns:
        lines.append(f"    {entry.column.key:{width}}  {entry.column.name}: {_type(entry.column)}")
        lines += (f"    {'':{width}}    {note}" for note in _notes(entry))
    warning, aside = _("Cảnh báo"), _("Để riêng")
    lines += (f"  {_personal(finding)}" for finding in result.findings if finding.is_blocking)
    lines += (f"  {warning}: {problem.message}" for problem in report.warnings)
    lines += (f"  {aside}: {_row(row.row)}: {_cells(row.cells)}" for row in report.set_aside)
    return "\n".join(lines)


def refusal_as_text(name: str, problems: Iterable[Problem]) -> str:
    """Why the file was refused."""
    head = _("%(file)s: không nhận", file=name)
    return "\n".join([head, *(f"  {problem.message}" for problem in problems)])


def _personal(finding: Finding) -> str:
    return _(
        "Dữ liệu cá nhân: cột “%(name)s”: %(kind)s (%(reason)s), %(count)s ô, ví dụ %(examples)s",
        name=finding.name,
        kind=kind_label(finding.kind),
        reason=reason(finding),
        count=format_number(finding.count),
        examples="; ".join(finding.examples_masked),
    )


def _source(report: TableReport) -> str:
    """How the file was read, on one line."""
    source = report.source
    header = _("không có tiêu đề") if source.header_row is None else ""
    parts = [
        FORMATS[source.format].label if source.format in FORMATS else source.format,
        source.member,
        source.encoding,
        source.delimiter and _("phân cách %(mark)s", mark=_mark(source.delimiter)),
        source.sheet and _("trang tính “%(sheet)s”", sheet=source.sheet),
        header or _("tiêu đề ở dòng %(row)s", row=format_number(source.header_row or 0)),
        _("dữ liệu từ dòng %(row)s", row=format_number(source.first_data_row)),
    ]
    return ", ".join(filter(None, parts))


def _mark(delimiter: str) -> str:
    return _("tab") if delimiter == "\t" else f"“{delimiter}”"


def _type(column: Column) -> str:
    words = type_words(column.type)
    return f"{words} ({column.format})" if column.format else words


def _notes(entry: ColumnReport) -> Iterator[str]:
    if entry.blanks:
        yield _("%(count)s ô như “-”, “N/A” được coi là trống", count=format_number(entry.blanks))
    yield from map(_failure, entry.failures)
    if entry.question:
        yield _question(entry.question)


def _failure(failure: Failure) -> str:
    words = type_words(failure.type) + (f" ({failure.format})" if failure.format else "")
    examples = "; ".join(f"{_row(row)}: “{value}”" for row, value in failure.examples)
    return _(
        "%(count)s giá trị không phải %(type)s: %(examples)s",
        count=format_number(failure.count),
        type=words,
        examples=examples,
    )


def _question(question: Question) -> str:
    readings = _(" hay ").join(f"{r.example} ({r.format})" for r in question.readings if r.example)
    return _("“%(value)s” là %(readings)s?", value=question.value, readings=readings)


def _row(number: int) -> str:
    return _("dòng %(row)s", row=format_number(number))


def _cells(cells: Iterable[str]) -> str:
    return " | ".join(cell for cell in cells if cell)
