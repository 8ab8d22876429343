"""The chain of the audit trail: each entry carries a number, the hash of the one before and its own.

The form of the hashed text is kept for good: whoever noted a hash years ago must find it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, event, text, update
from sqlalchemy.orm import Session

from portal.model.activity import Activity, ActivityHead
from portal.model.columns import new_id

GENESIS = "0" * 64
"""What the first entry follows."""
HASHED = (
    "previous_hash",
    "sequence",
    "id",
    "at",
    "action",
    "user_id",
    "dataset_id",
    "resource_id",
    "organization_id",
    "subject_id",
    "comment",
    "changes",
    "origin",
)
"""Every column of an entry but its hash."""
ORIGIN = "origin"
"""Where `Session.info` says from where its acts come."""


def hash_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 of the fields `HASHED` as JSON: keys sorted, ASCII only, no spaces, moments in UTC to the microsecond."""
    values = {name: _plain(entry[name]) for name in HASHED}
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(canonical.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    # As the database gives it back: keys are texts.
    return json.loads(json.dumps(value)) if isinstance(value, dict) else value


@event.listens_for(Session, "before_flush")
def _link(session: Session, _context: object, _instances: object) -> None:
    """Number and hash what is new. Two statements for any number of entries."""
    if not (entries := [made for made in session.new if isinstance(made, Activity)]):
        return
    connection = session.connection(bind_arguments={"mapper": Activity})
    table = ActivityHead.__table__
    # An UPDATE first: from here to the end of the transaction nobody else adds to the chain.
    claim = update(ActivityHead).values(sequence=ActivityHead.sequence + len(entries))
    last, previous = connection.execute(claim.returning(table.c.sequence, table.c.hash)).one()
    for sequence, entry in enumerate(entries, last - len(entries) + 1):
        entry.id = entry.id or new_id()
        entry.comment = entry.comment or ""
        entry.changes = dict(entry.changes or {})
        entry.origin = entry.origin or str(session.info.get(ORIGIN) or "")[:45]
        entry.sequence, entry.previous_hash = sequence, previous
        entry.hash = previous = hash_of({name: getattr(entry, name) for name in HASHED})
    connection.execute(update(ActivityHead).values(hash=previous))


SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER activity_no_{act} BEFORE {act.upper()} ON activity"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    for act in ("update", "delete")
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
    "CREATE TRIGGER activity_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON activity"
    " FOR EACH STATEMENT EXECUTE FUNCTION activity_is_append_only()",
)


def guard(connection: Connection) -> None:
    """Make the database refuse to change or delete an entry."""
    statements = SQLITE_GUARDS if connection.dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in statements:
        connection.execute(text(statement))


def unguard(connection: Connection) -> None:
    """Take the triggers away again, for a migration."""
    if connection.dialect.name == "sqlite":
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS activity_no_{act}"))
        return
    connection.execute(text("DROP TRIGGER IF EXISTS activity_guard ON activity"))
    connection.execute(text("DROP FUNCTION IF EXISTS activity_is_append_only()"))


@event.listens_for(Activity.__table__, "after_create")
def _guard_new(_table: Table, connection: Connection, **_more: object) -> None:
    guard(connection)


@event.listens_for(ActivityHead.__table__, "after_create")
def _begin(table: Table, connection: Connection, **_more: object) -> None:
    connection.execute(table.insert().values(id=1, sequence=0, hash=GENESIS))
