"""The unit of work that every service receives: session, identity, schemas, outbox and clock."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access.identity import Identity
from portal.access.permissions import Permission, require
from portal.catalog.memo import Memo
from portal.i18n import language, today
from portal.jobs.outbox import Outbox
from portal.metadata.specification import Schemas, Term
from portal.model import Activity, Dataset
from portal.model.activity import OF_RECORDS

T = TypeVar("T")


NEWEST_ACT = select(func.max(Activity.at)).where(OF_RECORDS)


@dataclass(frozen=True)
class Recall:
    """A part of the memo for the records as they are now, today and in one language."""

    memo: Memo
    state: tuple[Hashable, ...]

    def get(self, key: Hashable) -> Any:
        """What was put under `key`, else None."""
        return self.memo.peek((*self.state, key))

    def put(self, key: Hashable, value: T) -> T:
        """Keep `value` under `key`."""
        return self.memo.put((*self.state, key), value)

    def get_or_make(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was put under `key`, else what `make` gives."""
        return self.memo.get((*self.state, key), make)


@dataclass(frozen=True)
class Unit:
    """What one request, command or job works with. Services flush and never commit."""

    session: Session
    identity: Identity
    schemas: Schemas
    outbox: Outbox
    clock: Callable[[], datetime]
    memo: Memo

    def now(self) -> datetime:
        """This moment."""
        return self.clock()

    def today(self) -> date:
        """This day in Việt Nam."""
        return today(self.clock())

    def require(self, permission: Permission, record: Dataset) -> None:
        """Raise `NotPermitted` unless the identity holds `permission` for the record's agency."""
        require(self.identity, permission, record.organization_id)

    def term(self, vocabulary: str, code: str | None) -> Term | None:
        """A vocabulary's term, None where the code is absent or unknown."""
        return self.schemas.vocabularies[vocabulary].terms.get(code or "")

    def frequency(self, record: Dataset) -> Term | None:
        """How often the record's data is to change."""
        return self.term("update-frequencies", record.values.get("update_frequency"))

    def remembered(self, what: Hashable, make: Callable[[], T]) -> T:
        """What `make` finds, found once until a record changes or the day ends; in the current language."""
        return self.recall("").get_or_make(what, make)

    def recall(self, kind: str) -> Recall:
        """The things of one kind remembered until a record changes or the day ends."""
        newest = self.session.scalar(NEWEST_ACT)
        return Recall(self.memo, (kind, newest, self.today(), language()))

    def note(
        self,
        action: str,
        record: Dataset,
        *,
        resource_id: str | None = None,
        comment: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        """Write an entry of the record's history and ask for it to be indexed anew."""
        entry = Activity(
            at=self.now(),
            action=action,
            user_id=self.identity.user_id,
            dataset_id=record.id,
            resource_id=resource_id,
            organization_id=record.organization_id,
            comment=comment,
            changes=dict(changes or {}),
        )
        self.session.add(entry)
        self.outbox.add("index", {"id": record.id})
