"""Forms of records and resources: what was stored or typed, what is wrong, what publication still needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from portal.access.permissions import Permission, may
from portal.catalog.pages import FormPage
from portal.catalog.records import Records
from portal.catalog.resources import Resources, resource_values
from portal.catalog.unit import Unit
from portal.catalog.values import full_values
from portal.catalog.working_copies import needs_copy, working_copy
from portal.errors import NotFound, NotPermitted, Problem
from portal.i18n import gettext as _
from portal.metadata.records import check, defaults
from portal.metadata.specification import RecordSchema
from portal.model import Catalog, Dataset, Organization, RecordState
from portal.storage.protocol import Storage


class Forms:
    """Builds forms from schemas."""

    def __init__(self, unit: Unit, storage: Storage) -> None:
        self._unit = unit
        self._storage = storage

    def new(self, catalog: str) -> FormPage:
        """The empty form of a catalog. Raises `NotFound`, or `NotPermitted` to who may edit in no agency."""
        if catalog not in list(Catalog):
            raise NotFound(_("Không có danh mục này."))
        schema = self._unit.schemas.for_catalog(catalog)
        references = self._references(schema)
        own = references.get("organization", {})
        if not own:
            raise NotPermitted(_("Tài khoản của bạn chưa có quyền sửa bản ghi của cơ quan nào."))
        values = defaults(schema)
        if len(own) == 1:
            values["organization"] = next(iter(own))
        return self._form(schema, values, references)

    def edit(self, name: str) -> FormPage:
        """The form of a record. Raises `NotFound`, `NotPermitted`."""
        record = Records(self._unit).find(name)
        self._unit.require(Permission.EDIT, record)
        if record.state == RecordState.WITHDRAWN:
            raise NotFound(_("Bản ghi đã rút, không sửa được nữa."))
        schema = self._unit.schemas.for_catalog(record.catalog)
        copy = working_copy(self._unit.session, record) if needs_copy(self._unit, record) else None
        values = dict(copy.values) if copy else full_values(record)
        return replace(
            self._form(schema, values, self._references(schema, record)),
            missing=self._missing(schema, values),
            version=copy.version if copy else record.version,
            plan_reason=copy.plan_reason if copy else "",
        )

    def refused(self, page: FormPage, values: Mapping[str, Any], problems: Iterable[Problem]) -> FormPage:
        """The same form with what was typed and what is wrong with it."""
        errors: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for problem in problems:
            errors[problem.path] += (problem.message,)
        missing = self._missing(page.schema, values) if page.schema.catalog else page.missing
        return replace(page, values=dict(values), errors=dict(errors), missing=missing)

    def new_resource(self, name: str) -> FormPage:
        """The empty form of a file or link of the record."""
        self._unit.require(Permission.EDIT, Records(self._unit).find(name))
        schema = self._unit.schemas.records["resource"]
        return self._form(schema, defaults(schema), {})

    def edit_resource(self, name: str, resource_id: str) -> FormPage:
        """The form of a file or link."""
        self._unit.require(Permission.EDIT, Records(self._unit).find(name))
        resource = Resources(self._unit, self._storage).find(name, resource_id)
        schema = self._unit.schemas.records["resource"]
        return replace(self._form(schema, resource_values(resource), {}), version=resource.version)

    # -- the parts

    def _form(
        self, schema: RecordSchema, values: Mapping[str, Any], references: Mapping[str, Mapping[str, str]]
    ) -> FormPage:
        groups = tuple((group, schema.of_group(group.name)) for group in schema.groups)
        return FormPage(schema=schema, groups=groups, values=values, references=references)

    def _missing(self, schema: RecordSchema, values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
        problems = check(self._unit.schemas, schema, values, "publication", before=values)
        return tuple((_label(schema, p), p.path, p.message) for p in problems)

    def _references(self, schema: RecordSchema, record: Dataset | None = None) -> dict[str, dict[str, str]]:
        references: dict[str, dict[str, str]] = {"organization": self._agencies(record)}
        if "databases" in schema.fields:
            references["databases"] = self._databases()
        return references

    def _agencies(self, record: Dataset | None) -> dict[str, str]:
        """Agencies in being in which the identity may edit, and the record's own."""
        found = self._unit.session.scalars(select(Organization).order_by(Organization.title_key))
        today = self._unit.today()
        return {
            o.name: o.label
            for o in found
            if (record is not None and o.id == record.organization_id)
            or (o.exists_on(today) and may(self._unit.identity, Permission.EDIT, o.id))
        }

    def _databases(self) -> dict[str, str]:
        """Listed databases, those of one's own agencies first."""
        query = select(Dataset.name, Dataset.title, Dataset.organization_id).where(
            Dataset.catalog == Catalog.CITY_DATABASES, Dataset.state == RecordState.PUBLISHED
        )
        rows = self._unit.session.execute(query.order_by(Dataset.title_key)).all()
        own = self._unit.identity.roles
        return {row[0]: row[1] for row in sorted(rows, key=lambda row: row[2] not in own)}


def _label(schema: RecordSchema, problem: Problem) -> str:
    spec = schema.fields.get(problem.path.split(".")[0])
    return spec.label if spec else problem.path
