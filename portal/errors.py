"""The errors a use case may raise. Web and API map them to HTTP once, each in its own `errors.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    `path` names the field (`title`, `items.2.name`), `code` is stable for programs (`required`,
    `too_short`, …), `message` is for people, in the language of the request. `position` is the character, from
    1, at which a text goes wrong.
    """

    path: str
    code: str
    message: str
    position: int | None = None


class PortalError(Exception):
    """Base of all errors meant for the user; the message is safe to show."""


class NotFound(PortalError):
    """No such thing, or the asker may not know that it exists."""


class Gone(PortalError):
    """It was public and has been withdrawn; its record still says when and why."""


class NotPermitted(PortalError):
    """The identity lacks a permission."""


class Invalid(PortalError):
    """The input breaks a rule; `problems` says which and where."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.path}: {p.message}" for p in problems))
        self.problems = problems


class Conflict(PortalError):
    """Somebody else saved first. `theirs` holds the stored values, `yours` the rejected ones."""

    def __init__(self, message: str, *, theirs: dict[str, Any], yours: dict[str, Any], version: int) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.yours = yours
        self.version = version


class Unavailable(PortalError):
    """A part the request needs cannot answer now; trying after `retry_seconds` may help."""

    def __init__(self, message: str, retry_seconds: int = 30) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class TooLarge(PortalError):
    """The upload exceeds the limit; `limit_bytes` is the limit."""

    def __init__(self, message: str, limit_bytes: int) -> None:
        super().__init__(message)
        self.limit_bytes = limit_bytes
