"""Writes what became of each record, as it happens: lines for people, JSON or CSV for programs."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from portal.catalog.addresses import dataset_path
from portal.errors import Problem
from portal.harvest.outcome import Outcome, Result, outcome_text
from portal.i18n import gettext as _
from portal.tabular.export.guard import guard_formula

COLUMNS = ("place", "identifier", "title", "outcome", "name", "url", "kind", "path", "code", "message")


class Report(Protocol):
    """Takes results one by one; used as a context manager."""

    def add(self, result: Result) -> None:
        """Write one result."""

    def __enter__(self) -> Report: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_report(path: Path | None, say: Callable[[str], None], site: str) -> Report:
    """CSV or JSON after the ending of `path`; lines through `say` without one. Raises `OSError`."""
    if path is None:
        return Lines(say)
    return CsvReport(path, site) if path.suffix.lower() == ".csv" else JsonReport(path, site)


def summary(outcomes: Counter[Outcome]) -> str:
    """One line: how many records had which outcome."""
    parts = [f"{outcome_text(outcome)} {outcomes[outcome]}" for outcome in Outcome if outcomes[outcome]]
    return _("%(total)d bản ghi: %(parts)s.", total=outcomes.total(), parts=", ".join(parts) or "0")


class Lines:
    """For a terminal: records with something to tell, and under each what it is."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def add(self, result: Result) -> None:
        """Say nothing of a record that went through whole."""
        if not result.problems and not result.missing:
            return
        title = result.title or result.identifier
        self._say(f"{result.place}: {title[:100]} → {outcome_text(result.outcome)} {result.name}".rstrip())
        for problem in result.problems:
            self._say(_line(problem))
        for problem in result.missing:
            self._say(_line(problem, _("chưa công bố được: ")))

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


def _line(problem: Problem, prefix: str = "") -> str:
    where = f"{problem.path}: " if problem.path else ""
    return f"    {prefix}{where}{problem.message}"


class JsonReport:
    """A list with one object per record; complete JSON also when the import breaks off."""

    def __init__(self, path: Path, site: str) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._site = site
        self._separator = "[\n"

    def add(self, result: Result) -> None:
        """Write one object."""
        content = _head(result, self._site) | {
            "not_taken": [_object(p) for p in result.problems],
            "missing": [_object(p) for p in result.missing],
        }
        self._file.write(self._separator + json.dumps(content, ensure_ascii=False))
        self._separator = ",\n"

    def __enter__(self) -> JsonReport:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.write("[]\n" if self._separator == "[\n" else "\n]\n")
        self._file.close()


class CsvReport:
    """A row per problem, and one for each record without any; opens in Excel."""

    def __init__(self, path: Path, site: str) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)
        self._site = site

    def add(self, result: Result) -> None:
        """Write the record's rows."""
        head = list(_head(result, self._site).values())
        rows: list[Sequence[str]] = [("not_taken", p.path, p.code, p.message) for p in result.problems]
        rows += [("missing", p.path, p.code, p.message) for p in result.missing]
        for row in rows or [("", "", "", "")]:
            self._writer.writerow([guard_formula(str(cell)) for cell in (*head, *row)])

    def __enter__(self) -> CsvReport:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


def _head(result: Result, site: str) -> dict[str, str]:
    return {
        "place": result.place,
        "identifier": result.identifier,
        "title": result.title,
        "outcome": str(result.outcome),
        "name": result.name,
        "url": site + dataset_path(result.name) if result.name else "",
    }


def _object(problem: Problem) -> dict[str, Any]:
    return {"path": problem.path, "code": problem.code, "message": problem.message}
