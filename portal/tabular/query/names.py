"""Names of columns in what was asked, and in SQL."""

from __future__ import annotations

import difflib
import re

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import ROW_ID, Column, ColumnType, Table
from portal.tabular.query.tokens import Source, Token

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "like",
        "ilike",
        "contains",
        "starts",
        "with",
        "between",
        "true",
        "false",
    ],
)
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_ROW_NUMBER = Column(ROW_ID, ROW_ID, ColumnType.INTEGER)


def column_of(table: Table, name: str) -> Column | None:
    """The column with this key, in any case, or heading; `_id` counts as one."""
    return _ROW_NUMBER if name == ROW_ID else table.column(name) or table.column(name.lower())


def known_column(table: Table, name: str, path: str) -> Column:
    """As `column_of`. Raises `Invalid`, telling the argument `path`, where there is none."""
    column = column_of(table, name)
    if column is None:
        message = _("Bảng không có cột «%(name)s»", name=name[:60])
        raise Invalid([Problem(path, "unknown_column", message)])
    return column


def find_column(asked: Source, token: Token, table: Table) -> Column:
    """The column that the token names. Raises `Invalid` with the nearest names."""
    column = column_of(table, token.text)
    if column is not None:
        return column
    names = [c.key for c in table.columns] + [c.name for c in table.columns]
    near = difflib.get_close_matches(token.text, names, n=3)
    message = _("Bảng không có cột «%(name)s»", name=token.text[:60])
    if near:
        message += "; " + _("có phải %(names)s?", names=", ".join(near))
    raise asked.fault("unknown_column", message, token.position)


def written_name(key: str) -> str:
    """The key as the expression language writes it: quoted where it would read as a keyword."""
    if _PLAIN.fullmatch(key) and key not in KEYWORDS:
        return key
    return '"' + key.replace('"', '""') + '"'


def identifier(key: str) -> str:
    """The key as SQL writes it. Only keys of the stored schema may come here."""
    return '"' + key.replace('"', '""') + '"'
