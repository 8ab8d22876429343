"""An outbox that asks for each job once: a record with ten links is indexed once, not twelve times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.jobs.outbox import Outbox


class SparingOutbox(Outbox):
    """For one transaction: a job asked for again in it adds nothing."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._asked: set[str] = set()

    def add(
        self, name: str, payload: Mapping[str, Any] | None = None, *, run_after: datetime | None = None
    ) -> None:
        """Ask for the job unless that was done already."""
        asked = json.dumps([name, dict(payload or {})], sort_keys=True)
        if asked not in self._asked:
            self._asked.add(asked)
            super().add(name, payload, run_after=run_after)
