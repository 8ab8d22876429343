"""What reading a table found, in sentences: for the command line and for the steward's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.columns import Column
from portal.tabular.formats import FORMATS
from portal.tabular.ingest.result import ColumnReport, Failure, Question, TableReport
from portal.tabular.query.values import type_words


def source_text(report: TableReport) -> str:
    """How the file was read, on one line."""
    source = report.source
    header = _("không có tiêu đề") if source.header_row is None else ""
    parts = [
        FORMATS[source.format].label if source.format in FORMATS else source.format,
        source.member,
        source.encoding,
        source.delimiter and _("phân cách %(mark)s", mark=mark_text(source.delimiter)),
        source.sheet and _("trang tính “%(sheet)s”", sheet=source.sheet),
        header or _("tiêu đề ở dòng %(row)s", row=format_number(source.header_row or 0)),
        _("dữ liệu từ dòng %(row)s", row=format_number(source.first_data_row)),
    ]
    return ", ".join(filter(None, parts))


def mark_text(delimiter: str) -> str:
    """A delimiter as people see it."""
    return _("tab") if delimiter == "\t" else f"“{delimiter}”"


def column_text(column: Column) -> str:
    """The type of a column and how the file writes it."""
    words = type_words(column.type)
    return f"{words} ({column.format})" if column.format else words


def column_notes(entry: ColumnReport) -> Iterator[str]:
    """What of a column did not fit, and what only the steward can say."""
    if entry.blanks:
        yield _("%(count)s ô như “-”, “N/A” được coi là trống", count=format_number(entry.blanks))
    yield from map(failure_text, entry.failures)
    if entry.question:
        yield question_text(entry.question)


def failure_text(failure: Failure) -> str:
    """Values that kept a column from a type."""
    words = type_words(failure.type) + (f" ({failure.format})" if failure.format else "")
    examples = "; ".join(f"{row_text(row)}: “{value}”" for row, value in failure.examples)
    return _(
        "%(count)s giá trị không phải %(type)s: %(examples)s",
        count=format_number(failure.count),
        type=words,
        examples=examples,
    )


def question_text(question: Question) -> str:
    """The ways to read an ambiguous value."""
    readings = _(" hay ").join(f"{r.example} ({r.format})" for r in question.readings if r.example)
    return _("“%(value)s” là %(readings)s?", value=question.value, readings=readings)


def row_text(number: int) -> str:
    """A row by its number in the file."""
    return _("dòng %(row)s", row=format_number(number))


def cells_text(cells: Iterable[str]) -> str:
    """The filled cells of a row."""
    return " | ".join(cell for cell in cells if cell)
