"""Where the next page goes on: a number bound to one version of a table and one question.

The number is the `_id` of the last row, or for groups how many came before. It stays valid for ever, as a
version never changes, and is refused for any other version or question.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import Table
from portal.tabular.query.request import TableQuery

_MAX_CHARS = 200


def write_cursor(table: Table, query: TableQuery, number: int) -> str:
    """The cursor that `read_cursor` reads for the same table and question, whatever its `limit`."""
    data = json.dumps([_asked(table, query), number], separators=(",", ":"))
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def read_cursor(table: Table, query: TableQuery) -> int:
    """The number in the cursor of the question. Raises `Invalid` for any other text."""
    try:
        asked, number = json.loads(_decoded(query.cursor))
        is_number = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**53
    except (ValueError, TypeError, RecursionError):
        is_number = False
    if not is_number:
        raise _wrong("bad_cursor", _("Không đọc được cursor; hãy dùng đúng cursor của trang trước."))
    if asked != _asked(table, query):
        message = _("Cursor này của một câu hỏi khác hoặc của phiên bản cũ; hãy bắt đầu lại từ trang đầu.")
        raise _wrong("stale_cursor", message)
    return int(number)


def _decoded(cursor: str) -> bytes:
    if len(cursor) > _MAX_CHARS:
        raise ValueError
    return base64.b64decode(
        (cursor + "=" * (-len(cursor) % 4)).encode("ascii"), altchars=b"-_", validate=True
    )


def _asked(table: Table, query: TableQuery) -> str:
    """What a cursor is bound to: not the columns shown, nor the size of a page."""
    question = replace(query, cursor="", offset=0, limit=0, select=())
    return hashlib.sha256(f"{table.version} {question!r}".encode()).hexdigest()[:16]


def _wrong(code: str, message: str) -> Invalid:
    return Invalid([Problem("cursor", code, message)])
