"""Write an expression in its own language: `parse_expression` reads the very same again."""

from __future__ import annotations

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
from portal.tabular.query.names import written_name
from portal.tabular.query.values import value_text


def written(expression: Expression) -> str:
    """The expression as text for `where=`."""
    match expression:
        case Conjunction(operands):
            return " and ".join(map(_grouped, operands))
        case Disjunction(operands):
            return " or ".join(map(_grouped, operands))
        case Negation(Relation() | Negation() | Conjunction() | Disjunction() as operand):
            return f"not ({written(operand)})"
        case Negation(Emptiness(key)):
            return f"{written_name(key)} is not null"
        case Negation(operand):
            return _test(operand, "not ")
        case _:
            return _test(expression, "")


def _grouped(expression: Expression) -> str:
    text = written(expression)
    return f"({text})" if isinstance(expression, Conjunction | Disjunction) else text


def _test(test: Expression, negation: str) -> str:
    match test:
        case Relation(key, operator, value):
            return f"{written_name(key)} {operator} {_operand(value)}"
        case Membership(key, values):
            return f"{written_name(key)} {negation}in ({', '.join(map(_literal, values))})"
        case Range(key, low, high):
            return f"{written_name(key)} {negation}between {_literal(low)} and {_literal(high)}"
        case Pattern(key, pattern, ignores_case):
            like = "ilike" if ignores_case else "like"
            return f"{written_name(key)} {negation}{like} {_literal(pattern)}"
        case Containment(key, text):
            return f"{written_name(key)} {negation}contains {_literal(text)}"
        case Prefix(key, text):
            return f"{written_name(key)} {negation}starts with {_literal(text)}"
        case Emptiness(key):
            return f"{written_name(key)} is null"
    raise AssertionError(test)


def _operand(value: Scalar | Reference) -> str:
    return written_name(value.key) if isinstance(value, Reference) else _literal(value)


def _literal(value: Scalar) -> str:
    if isinstance(value, bool | int | float) or type(value).__name__ == "Decimal":
        return value_text(value)
    return "'" + value_text(value).replace("'", "''") + "'"
