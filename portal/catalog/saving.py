"""Two people save at once: whoever comes second is shown what the first one wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.catalog.values import full_values
from portal.errors import Conflict
from portal.i18n import gettext as _
from portal.model import Dataset


@contextmanager
def saving(session: Session, record: Dataset, yours: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Change `record` and what hangs on it within the block; flushes at its end.

    Raises `Conflict`, with the transaction rolled back, when the stored record has changed since it was read.
    """
    record_id, version = record.id, record.version
    try:
        yield
        session.flush()
    except (StaleDataError, IntegrityError) as error:
        session.rollback()
        stored = session.get_one(Dataset, record_id)
        # Two that come at once may also ask for the same number of a file's version.
        if isinstance(error, IntegrityError) and stored.version == version:
            raise
        raise conflict(stored.version, full_values(stored), yours or {}) from None


def conflict(version: int, theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> Conflict:
    """The error that shows both sides."""
    message = _("Người khác vừa lưu bản ghi này. Hãy xem hai bên rồi chọn.")
    return Conflict(message, theirs=dict(theirs), yours=dict(yours), version=version)
