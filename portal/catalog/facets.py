"""The facets of the search: those the portal computes and those the schemas declare, with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy import select

from portal.catalog.unit import Unit
from portal.i18n import gettext as _
from portal.metadata.specification import Schemas
from portal.model import Organization

COMPUTED_FACETS = ("catalog", "state", "organization", "format", "freshness", "year")
"""Facets that the portal works out; all others are declared by a field (`facet:` in its entry)."""
ORDER = (
    "catalog",
    "state",
    "organization",
    "theme",
    "format",
    "freshness",
    "access_level",
    "frequency",
    "licence",
)
"""The first facets of the page; others follow as they are declared, `year` last."""
NOT_LISTED = frozenset({"tag"})
"""Facets that filter without a list of their own: their values are too many."""
DROPPABLE = 5
"""At most this many filters are tried one by one when nothing was found."""

COMPUTED = {"format": "formats"}
"""Facets that no field declares, with the vocabulary of their values."""


def facet_names(schemas: Schemas) -> tuple[str, ...]:
    """Every facet there is, in the order of the page."""
    known = [*ORDER, *(f for f in schemas.facet_fields() if f != "year"), "year"]
    declared = {*COMPUTED_FACETS, *schemas.facet_fields()}
    return tuple(f for f in dict.fromkeys(known) if f in declared)


class FacetLabels:
    """Names of facets and of their values, in the current language."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._fields = unit.schemas.facet_fields()

    def facet(self, name: str) -> str:
        """The heading of a facet."""
        own = {
            "catalog": _("Danh mục"),
            "state": _("Trạng thái"),
            "organization": _("Cơ quan"),
            "format": _("Định dạng"),
            "freshness": _("Độ mới của dữ liệu"),
            "year": _("Năm"),
        }
        return own.get(name) or (self._fields[name].label if name in self._fields else name)

    def value(self, name: str, value: str) -> str:
        """The label of a value; the value itself where nothing is known of it."""
        match name:
            case "catalog":
                return catalog_label(value)
            case "state":
                return state_label(value)
            case "freshness":
                return freshness_label(value)
            case "organization":
                return self._organizations.get(value, value)
        spec = self._fields.get(name)
        vocabulary = COMPUTED.get(name) or (spec.vocabulary if spec else "")
        return self._unit.schemas.vocabularies[vocabulary].label(value) if vocabulary else value

    @cached_property
    def _organizations(self) -> Mapping[str, str]:
        def read() -> Mapping[str, str]:
            return {o.name: o.label for o in self._unit.session.scalars(select(Organization))}

        return self._unit.remembered("organization labels", read)


def catalog_label(value: str) -> str:
    """What the records of a catalog are."""
    return {"open-data": _("Dữ liệu mở"), "city-databases": _("Cơ sở dữ liệu")}.get(value, value)


def state_label(value: str) -> str:
    """The word of a state's badge."""
    return {
        "draft": _("Bản nháp"),
        "inventory": _("Đã kiểm kê"),
        "promised": _("Đã hẹn"),
        "in_work": _("Đang làm"),
        "overdue": _("Quá hạn"),
        "published": _("Đã công bố"),
        "withdrawn": _("Đã rút"),
    }.get(value, value)


def freshness_label(value: str) -> str:
    """The word for the age of data against its rhythm."""
    return {
        "on_time": _("Đúng kỳ"),
        "soon": _("Sắp đến hạn"),
        "late": _("Chậm cập nhật"),
        "unbound": _("Không có kỳ hạn"),
    }.get(value, value)
