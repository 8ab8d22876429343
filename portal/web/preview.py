"""How the first rows of a table are shown: headings from the data dictionary, numbers to the right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.catalog.pages import ResourcePage
from portal.i18n import gettext as _

_NUMBER = re.compile(r"[-+−]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[., ]\d{3})+)(?:[.,]\d+)?%?")
LONGEST_CELL = 200


@dataclass(frozen=True)
class Preview:
    """The header, whether each column holds numbers, and the rows with long texts cut."""

    header: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


def preview(page: ResourcePage) -> Preview:
    """The first rows of a resource. A code with leading zeros is no number."""
    labels = {c.name: c.label for c in page.columns if c.label}
    columns = list(zip(*page.rows, strict=False)) or [()] * len(page.header)
    return Preview(
        header=tuple(labels.get(name) or name for name in page.header),
        numeric=tuple(_is_numeric(cells) for cells in columns),
        rows=tuple(tuple(_cut(cell) for cell in row) for row in page.rows),
    )


def _is_numeric(cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_NUMBER.fullmatch(cell) for cell in filled)


def _cut(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + "…"


def column_type(code: str) -> str:
    """The type of a column in plain words."""
    return {
        "text": _("chữ"),
        "integer": _("số nguyên"),
        "decimal": _("số thập phân"),
        "number": _("số"),
        "date": _("ngày"),
        "datetime": _("ngày giờ"),
        "boolean": _("có/không"),
        "geometry": _("vị trí"),
    }.get(code, code)
