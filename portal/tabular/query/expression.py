"""Conditions on a row, as values: what `where=` becomes once its names and types are known to be right.

Every condition is true or false, never "unknown": an empty cell fails each test but `is null` and `!=`, and
`not` finds exactly the rows that its operand leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Scalar: TypeAlias = str | bool | int | float | Decimal | date
"""A value to compare with; a datetime is a date too. Numbers of an integer column are int or Decimal."""


@dataclass(frozen=True)
class Reference:
    """Another column of the same row, in place of a value."""

    key: str


@dataclass(frozen=True)
class Relation:
    """`key` `operator` `value`, the operator one of = != < <= > >=."""

    key: str
    operator: str
    value: Scalar | Reference


@dataclass(frozen=True)
class Membership:
    """The value is one of these."""

    key: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Range:
    """The value lies between two others, both included."""

    key: str
    low: Scalar
    high: Scalar


@dataclass(frozen=True)
class Pattern:
    """The text fits a pattern: % any text, _ any character."""

    key: str
    pattern: str
    ignores_case: bool = False


@dataclass(frozen=True)
class Containment:
    """The text contains another, whatever the case and the diacritics of either."""

    key: str
    text: str


@dataclass(frozen=True)
class Prefix:
    """The text starts with another, whatever the case and the diacritics of either."""

    key: str
    text: str


@dataclass(frozen=True)
class Emptiness:
    """The cell is empty."""

    key: str


@dataclass(frozen=True)
class Negation:
    """Exactly the rows that the operand leaves."""

    operand: Expression


@dataclass(frozen=True)
class Conjunction:
    """All of them, two at least."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Disjunction:
    """One of them at least, of two or more."""

    operands: tuple[Expression, ...]


Expression: TypeAlias = (
    Relation
    | Membership
    | Range
    | Pattern
    | Containment
    | Prefix
    | Emptiness
    | Negation
    | Conjunction
    | Disjunction
)


def all_of(expressions: list[Expression]) -> Expression | None:
    """All of them as one; None when there are none."""
    if len(expressions) < 2:
        return expressions[0] if expressions else None
    return Conjunction(tuple(expressions))
