"""The records of a catalog as an edition keeps them: every field as it is shown, in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from portal.catalog.loading import with_promise
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.i18n import gettext as _
from portal.i18n import use_language
from portal.metadata.records import show
from portal.model import Dataset, Edition, EditionRecord, RecordState

LISTED = (str(RecordState.PROMISED), str(RecordState.PUBLISHED))
STATE = "state"


@dataclass(frozen=True)
class Frozen:
    """A record at one moment. `facts` are its fields in words."""

    dataset_id: str
    name: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Moved:
    """A record that came or went; `reason` says why it went."""

    name: str
    title: str
    organization: str
    reason: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangedRecord:
    """A record in both lists whose fields differ."""

    name: str
    title: str
    organization: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Changes:
    """What differs between two states of a list."""

    added: tuple[Moved, ...] = ()
    removed: tuple[Moved, ...] = ()
    changed: tuple[ChangedRecord, ...] = ()

    @property
    def total(self) -> int:
        """The number of records that differ."""
        return len(self.added) + len(self.removed) + len(self.changed)

    def as_json(self) -> dict[str, Any]:
        """For storage."""
        return asdict(self)

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> Changes:
        """What `as_json` wrote."""
        return Changes(
            added=tuple(Moved(**m) for m in found.get("added", ())),
            removed=tuple(Moved(**m) for m in found.get("removed", ())),
            changed=tuple(
                ChangedRecord(**{**c, "fields": tuple(FieldChange(**f) for f in c["fields"])})
                for c in found.get("changed", ())
            ),
        )


def current_records(unit: Unit, catalog: str) -> list[Dataset]:
    """The live records of a catalog by agency and title, in a fixed number of statements."""
    query = select(Dataset).where(Dataset.catalog == catalog, Dataset.state.in_(LISTED))
    records = with_promise(unit.session, query)
    return sorted(records, key=lambda r: (r.organization.title_key, r.organization_id, r.title_key, r.id))


def freeze(unit: Unit, record: Dataset) -> Frozen:
    """The record as it is now."""
    with use_language("vi"):
        values = full_values(record)
        fields = unit.schemas.for_catalog(record.catalog).fields.values()
        facts = {f.name: text for f in fields if (text := show(unit.schemas, f, values.get(f.name)))}
        facts |= {"title": record.title, "organization": record.organization.title}
        if facts.get("databases"):
            facts["databases"] = "; ".join(s.title for s in record.sources if s.is_public)
        facts[STATE] = _("Đã công bố") if record.state == RecordState.PUBLISHED else _("Đã hẹn")
        return Frozen(record.id, record.name, {k: v for k, v in facts.items() if v})


def current(unit: Unit, catalog: str) -> list[Frozen]:
    """The list as it is now."""
    return [freeze(unit, record) for record in current_records(unit, catalog)]


def kept(unit: Unit, edition: Edition | None) -> list[Frozen]:
    """The list as an edition keeps it; nothing without one."""
    if edition is None:
        return []
    query = select(EditionRecord.dataset_id, EditionRecord.name, EditionRecord.facts)
    query = query.where(EditionRecord.edition_id == edition.id).order_by(EditionRecord.number)
    return [Frozen(*row) for row in unit.session.execute(query)]


def compare(unit: Unit, before: Sequence[Frozen], after: Sequence[Frozen]) -> Changes:
    """What came, went (and why) and changed."""
    old, new = _by_id(before), _by_id(after)
    gone = [r for r in before if r.dataset_id not in new]
    reasons = _reasons(unit, [r.dataset_id for r in gone])
    both = [(old[r.dataset_id], r) for r in after if r.dataset_id in old]
    return Changes(
        added=tuple(_moved(r) for r in after if r.dataset_id not in old),
        removed=tuple(_moved(r, reasons.get(r.dataset_id, "")) for r in gone),
        changed=tuple(_changed(a, b) for a, b in both if a.facts != b.facts),
    )


def _by_id(records: Iterable[Frozen]) -> dict[str, Frozen]:
    return {r.dataset_id: r for r in records}


def _moved(record: Frozen, reason: str = "") -> Moved:
    return Moved(record.name, record.facts["title"], record.facts["organization"], reason)


def _changed(before: Frozen, after: Frozen) -> ChangedRecord:
    names = [*after.facts, *(n for n in before.facts if n not in after.facts)]
    pairs = [(n, before.facts.get(n, ""), after.facts.get(n, "")) for n in names]
    fields = tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])
    return ChangedRecord(after.name, after.facts["title"], after.facts["organization"], fields)


def _reasons(unit: Unit, ids: Sequence[str]) -> dict[str, str]:
    withdrawn = Dataset.state == RecordState.WITHDRAWN
    query = select(Dataset.id, Dataset.withdrawal_reason).where(withdrawn, Dataset.id.in_(ids))
    return {row[0]: row[1] for row in unit.session.execute(query)}
