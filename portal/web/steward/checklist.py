"""What stands between a form and publication: the checklist beside it, and the summary of errors above it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalog.pages import FormPage
from portal.i18n import gettext as _
from portal.metadata.specification import RecordSchema
from portal.model import Catalog
from portal.web.steward.inputs import anchor


@dataclass(frozen=True)
class Requirement:
    """One line of the checklist, and the input it is about."""

    label: str
    anchor: str
    is_met: bool


@dataclass(frozen=True)
class Complaint:
    """One line of the summary; `anchor` is empty for what no input can mend."""

    message: str
    anchor: str


def requirements(page: FormPage) -> tuple[Requirement, ...]:
    """Everything publication needs of this record, met or not, in the order of the form."""
    missing = {path.split(".")[0] for _label, path, _message in page.missing}
    needed = (s for s in page.schema.fields.values() if s.is_required_for("publication") or s.name in missing)
    found = tuple(Requirement(s.label, anchor(s.name), s.name not in missing) for s in needed)
    if page.schema.catalog != Catalog.OPEN_DATA:
        return found
    has_files = page.page is not None and bool(page.page.resources)
    return (*found, Requirement(_("Có ít nhất một tệp hoặc liên kết"), FILES if page.page else "", has_files))


def complaints(page: FormPage) -> tuple[Complaint, ...]:
    """The errors in the order of the inputs."""
    order = {name: number for number, name in enumerate(page.schema.fields)}
    paths = sorted(page.errors, key=lambda path: order.get(path.split(".")[0], len(order)))
    return tuple(Complaint(m, _anchor(page.schema, path)) for path in paths for m in page.errors[path])


def _anchor(schema: RecordSchema, path: str) -> str:
    if path == "resources":
        return FILES
    known = path.split(".")[0] in schema.fields or path in OTHER_INPUTS
    return anchor(path) if known else ""


FILES = "files"
"""The id of the section with the record's files."""
OTHER_INPUTS = frozenset({"plan_reason", "file", "note", "reason", "replaced_by"})
"""Inputs of our forms that no schema knows."""
