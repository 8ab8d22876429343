"""Turn conditions into parametrised SQL. Identifiers come from the stored schema, values only as parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from portal.tabular.columns import SEARCH_TEXT, ColumnType, Table
from portal.tabular.folding import folded
from portal.tabular.query.expression import (
    Conjunction,
    Containment,
    Disjunction,
    Emptiness,
    Expression,
    Membership,
    Negation,
    Pattern,
    Prefix,
    Range,
    Reference,
    Relation,
    Scalar,
)
from portal.tabular.query.filters import filter_expression
from portal.tabular.query.names import column_of, identifier, known_column
from portal.tabular.query.request import TableQuery
from portal.text import fold

_IN_ROW = f"contains({identifier(SEARCH_TEXT)}, ?)"
"""The stored text is folded by `portal.text.fold`, and so must be what is looked for."""
_OPERATORS = {"=": "=", "!=": "IS DISTINCT FROM", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Sql:
    """A piece of SQL and the values of its question marks, in order."""

    text: str
    parameters: tuple[Any, ...] = ()

    def within(self, before: str, after: str = "") -> Sql:
        """The same between two texts."""
        return Sql(before + self.text + after, self.parameters)


Ask: TypeAlias = Callable[[Sql], list[tuple[Any, ...]]]
"""Runs a statement and gives all rows; within one question, on one connection."""


def joined(separator: str, parts: list[Sql]) -> Sql:
    """The parts one after the other."""
    return Sql(separator.join(p.text for p in parts), tuple(v for p in parts for v in p.parameters))


def conditions(query: TableQuery, table: Table, without: str = "") -> Sql:
    """All that must hold of a row, `true` where nothing must; `without` names a key whose filters to ignore."""
    expressions = [filter_expression(f, table) for f in query.filters if f.key != without]
    expressions += [query.where] if query.where else []
    parts = [condition(expression, table) for expression in expressions]
    parts += [Sql(_IN_ROW, (fold(word),)) for word in query.q.split()]
    return joined(" AND ", parts) if parts else Sql("true")


def condition(expression: Expression, table: Table) -> Sql:
    """SQL that is true for the rows that meet the expression, false or NULL for the others."""
    match expression:
        case Conjunction(operands):
            return joined(" AND ", [condition(o, table) for o in operands]).within("(", ")")
        case Disjunction(operands):
            return joined(" OR ", [condition(o, table) for o in operands]).within("(", ")")
        case Negation(Emptiness(key)):
            return Sql(f"{_column(key, table)} IS NOT NULL")
        case Negation(operand):
            return condition(operand, table).within("NOT coalesce(", ", false)")
        case Containment(key, text):
            return _folded_test("contains", key, text, table)
        case Prefix(key, text):
            return _folded_test("starts_with", key, text, table)
        case _:
            return _plain_test(expression, table)


def _plain_test(test: Expression, table: Table) -> Sql:
    match test:
        case Relation(key, operator, Reference(other)):
            return Sql(f"{_column(key, table)} {_OPERATORS[operator]} {_column(other, table)}")
        case Relation(key, operator, str() | int() | float() | Decimal() | date() as value):
            return Sql(f"{_comparable(key, (value,), table)} {_OPERATORS[operator]} ?", (value,))
        case Membership(key, values):
            marks = ", ".join("?" * len(values))
            return Sql(f"{_comparable(key, values, table)} IN ({marks})", values)
        case Range(key, low, high):
            first = f"{_comparable(key, (low,), table)} >= ?"
            return Sql(f"({first} AND {_comparable(key, (high,), table)} <= ?)", (low, high))
        case Pattern(key, pattern, ignores_case):
            return Sql(f"{_column(key, table)} {'ILIKE' if ignores_case else 'LIKE'} ?", (pattern,))
        case Emptiness(key):
            return Sql(f"{_column(key, table)} IS NULL")
    raise AssertionError(test)


def _folded_test(function: str, key: str, text: str, table: Table) -> Sql:
    """The folded text of the whole row, which is stored, rules out most rows before a cell is folded."""
    column = _column(key, table)
    is_only = sum(c.type is ColumnType.TEXT for c in table.columns) == 1
    if is_only and function == "contains":
        return Sql(f"({column} IS NOT NULL AND {_IN_ROW})", (fold(text),))
    return Sql(f"({_IN_ROW} AND {function}({folded(column)}, {folded('?')}))", (fold(text), text))


def _comparable(key: str, values: tuple[Scalar, ...], table: Table) -> str:
    """A moment compared with a day counts as its day: `= '2024-05-01'` finds all of that day."""
    column = column_of(table, key)
    is_moment = column is not None and column.type is ColumnType.DATETIME
    days = [isinstance(value, date) and not isinstance(value, datetime) for value in values]
    sql = _column(key, table)
    return f"CAST({sql} AS DATE)" if is_moment and all(days) else sql


def _column(key: str, table: Table) -> str:
    return identifier(known_column(table, key, "where").key)
