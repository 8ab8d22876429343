"""The registry of handlers: which function does the jobs of which name, and what runs by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from portal.i18n import TIME_ZONE

Payloads = list[dict[str, Any]]
HandlerFunction = Callable[[Payloads], None]


@dataclass(frozen=True)
class Handler:
    """A function that does up to `batch_size` jobs at once, in its own transactions; may be run again."""

    function: HandlerFunction
    batch_size: int = 1


@dataclass(frozen=True)
class Periodic:
    """A clock for a job: `every` so often, or daily `at` a time of day in Việt Nam."""

    every: timedelta | None = None
    at: time | None = None

    def next_after(self, moment: datetime) -> datetime:
        """The first occurrence after `moment`."""
        if self.at is None:
            return moment + (self.every or timedelta(days=1))
        today = datetime.combine(moment.astimezone(TIME_ZONE).date(), self.at, TIME_ZONE)
        return today if today > moment else today + timedelta(days=1)


@dataclass
class Handlers:
    """Names and their functions. Built by whoever joins the parts, given to the worker and to `JobRunner`."""

    by_name: dict[str, Handler] = field(default_factory=dict)
    periodic: dict[str, Periodic] = field(default_factory=dict)
    at_start: set[str] = field(default_factory=set)

    def add(self, name: str, function: HandlerFunction, *, batch_size: int = 1) -> None:
        """Let `function(payloads)` do the jobs called `name`. Raises `ValueError` for a name taken."""
        if name in self.by_name:
            raise ValueError(f"two handlers for the job {name}")
        self.by_name[name] = Handler(function, batch_size)

    def on(self, name: str, *, batch_size: int = 1) -> Callable[[HandlerFunction], HandlerFunction]:
        """`add` as a decorator."""

        def register(function: HandlerFunction) -> HandlerFunction:
            self.add(name, function, batch_size=batch_size)
            return function

        return register

    def schedule(
        self, name: str, *, every: timedelta | None = None, at: time | None = None, at_start: bool = False
    ) -> None:
        """Run the job `name` by the clock, with an empty payload; a missed time is made up for later.

        Give it a name that is not also added by hand: one open row is all it may have.
        `at_start` runs it each time a worker starts as well.
        """
        if name not in self.by_name or (every is None) == (at is None):
            raise ValueError(f"the periodic job {name} needs a handler, and either every or at")
        self.periodic[name] = Periodic(every, at)
        if at_start:
            self.at_start.add(name)
