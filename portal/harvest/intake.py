"""Collects what one record gives to one of our schemas, and what could not be taken of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.errors import Problem
from portal.harvest.raw import is_empty, plain
from portal.harvest.terms import Terms
from portal.i18n import gettext as _
from portal.metadata.records import Values, check, from_json
from portal.metadata.specification import RecordSchema
from portal.metadata.texts import clean_text
from portal.text import fold

SHOWN = 120
"""Characters of a foreign value that a report repeats."""
NEVER_DROPPED = frozenset({"title"})


@dataclass
class Intake:
    """One record on its way in. `doubts` are terms nobody knows, until another key gives a known one."""

    terms: Terms
    schema: RecordSchema
    prefix: str = ""
    values: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    agencies: list[str] = field(default_factory=list)
    modified_on: str | None = None
    stays_draft: bool = False
    refusal: Problem | None = None

    def report(self, path: str, code: str, message: str) -> None:
        """Say that something was not taken as it stands."""
        self.problems.append(Problem(self.prefix + path, code, message))

    def put(self, name: str, value: Any, path: str = "") -> None:
        """Set a field that is not set yet; another value for a set one is reported."""
        if value in (None, "", [], {}) or self.values.get(name) == value:
            return
        if name not in self.values:
            self.values[name] = value
        elif path:
            message = _("Không lấy “%(value)s”: đã có giá trị từ trường khác.", value=shown(value))
            self.report(path, "surplus", message)

    def finish(self, defaults: tuple[str, ...] = ()) -> Values:
        """The values as our schema stores them; what breaks a rule is reported and left out.

        The fields `defaults` get their schema's default where the source says nothing of them and
        shows the record to everybody.
        """
        for name in defaults:
            if name not in self.doubts and not self.stays_draft:
                self.put(name, self.schema.fields[name].default)
        for name, (path, text, instead) in self.doubts.items():
            if name not in self.values:
                self.report(path, "unknown", _("Không có mục tương ứng với “%(value)s”.", value=shown(text)))
                self.put(name, instead)
        values = from_json(self.schema, self.values)
        for problem in check(self.terms.schemas, self.schema, values, "draft"):
            name = problem.path.split(".")[0]
            if name in values and name not in NEVER_DROPPED:
                del values[name]
                self.report(problem.path, problem.code, problem.message)
        return values


Rule = Callable[[Intake, str, Any], None]
"""Takes one value of the source, found at a path, into the intake."""


def squeeze(name: str) -> str:
    """The name of a key however it is written: `accrualPeriodicity`, `dct:accrual_periodicity`."""
    name = fold(name.rpartition(":")[2] if len(name) < SHOWN else name[:SHOWN])
    return "".join(c for c in name if c.isalnum())


def shown(value: Any) -> str:
    """A foreign value as a report repeats it: one line, not long."""
    text = plain(value)[: SHOWN * 4]
    if not text and isinstance(value, Mapping):
        text = "{" + ", ".join(str(name)[:SHOWN] for name in list(value)[:10]) + "}"
    elif not text:
        text = f"[{len(value)}]" if isinstance(value, list) else str(value)[:SHOWN]
    text = " ".join(clean_text(text).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def take(
    intake: Intake,
    rules: Mapping[str, Rule],
    ignored: frozenset[str],
    members: Iterable[tuple[str, str, Any]],
) -> None:
    """Apply `rules`, in their order, to (path, key, value) members; members without a rule are reported."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for path, name, raw in members:
        squeezed = squeeze(name)
        if squeezed in rules:
            found.setdefault(squeezed, []).append((path, raw))
        elif squeezed not in ignored and not is_empty(raw):
            message = _("Cổng không có trường cho “%(value)s”.", value=shown(raw))
            intake.report(clean_text(path[:SHOWN]), "not_taken", message)
    for squeezed, rule in rules.items():
        for path, raw in found.get(squeezed, ()):
            if not is_empty(raw):
                rule(intake, path, raw)


def table(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """A mapping table by squeezed keys; several keys with one rule stand together, with spaces between."""
    return {squeeze(name): rule for names, rule in rules.items() for name in names.split()}


def names(text: str) -> frozenset[str]:
    """Squeezed keys, written with spaces between."""
    return frozenset(squeeze(name) for name in text.split())
