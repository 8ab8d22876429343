"""What reading a table found, as lines for people and as JSON values for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from portal.errors import Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.ingest.result import IngestResult
from portal.tabular.ingest.words import cells_text, column_notes, column_text, row_text, source_text
from portal.tabular.personal.findings import Finding
from portal.tabular.personal.words import kind_label, reason


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
    lines = [head, f"  {source_text(report)}"]
    width = max((len(entry.column.key) for entry in report.columns), default=0)
    for entry in report.columns:
        lines.append(f"    {entry.column.key:{width}}  {entry.column.name}: {column_text(entry.column)}")
        lines += (f"    {'':{width}}    {note}" for note in column_notes(entry))
    warning, aside = _("Cảnh báo"), _("Để riêng")
    lines += (f"  {_personal(finding)}" for finding in result.findings if finding.is_blocking)
    lines += (f"  {warning}: {problem.message}" for problem in report.warnings)
    lines += (f"  {aside}: {row_text(row.row)}: {cells_text(row.cells)}" for row in report.set_aside)
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
