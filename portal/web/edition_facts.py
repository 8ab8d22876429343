"""What the pages of editions say of fields."""

from __future__ import annotations

from collections.abc import Mapping

from portal.http.context import portal
from portal.i18n import gettext as _


def field_labels(catalog: str) -> Mapping[str, str]:
    """The labels of a catalog's fields by name; of a field that is gone its name is all there is."""
    fields = portal().ports.schemas.for_catalog(catalog).fields.values()
    return {**{f.name: f.label for f in fields}, "state": _("Trạng thái")}
