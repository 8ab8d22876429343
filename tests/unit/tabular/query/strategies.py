"""Questions of every shape about the table of schools, and what people may type instead."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from portal.tabular.columns import ColumnType
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
)
from portal.tabular.query.request import FUNCTIONS, Aggregate, Filter, Order, TableQuery
from portal.tabular.query.values import value_text

TYPES = {
    "ten": ColumnType.TEXT,
    "quan": ColumnType.TEXT,
    "so_hoc_sinh": ColumnType.INTEGER,
    "diem": ColumnType.NUMBER,
    "cong_lap": ColumnType.BOOLEAN,
    "thanh_lap": ColumnType.DATE,
    "cap_nhat": ColumnType.DATETIME,
    "_id": ColumnType.INTEGER,
}
"""The columns of the table of schools."""

KEYS = st.sampled_from(list(TYPES))
# A capital sigma becomes another small letter at the end of a word: no part of a word may end in one.
TEXTS = st.text(st.characters(exclude_characters="\0Σ", exclude_categories=["Cs"]), max_size=12).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_DECIMALS = st.decimals(-1000, 1000, places=2, allow_nan=False)
_VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: TEXTS,
    ColumnType.INTEGER: st.integers(-(10**20), 10**20)
    | _DECIMALS.filter(lambda n: n != n.to_integral_value()).map(Decimal.normalize),
    ColumnType.NUMBER: st.floats(-1e300, 1e300, allow_subnormal=False).map(lambda n: n or 0.0),
    ColumnType.BOOLEAN: st.booleans(),
    ColumnType.DATE: st.dates(),
    ColumnType.DATETIME: st.datetimes() | st.dates(),
}


def values(key: str) -> st.SearchStrategy[Any]:
    """What the column may be compared with."""
    return _VALUES[TYPES[key]]


@st.composite
def tests(draw: st.DrawFn) -> Expression:
    """One condition."""
    key = draw(KEYS)
    value = values(key)
    kinds = ["relation", "reference", "membership", "range", "emptiness"]
    kinds += ["like", "ilike", "contains", "starts"] if TYPES[key] is ColumnType.TEXT else []
    operator = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
    match draw(st.sampled_from(kinds)):
        case "relation":
            return Relation(key, operator, draw(value))
        case "reference":
            return Relation(key, operator, Reference(draw(st.sampled_from(_alike(key)))))
        case "membership":
            return Membership(key, tuple(draw(st.lists(value, min_size=1, max_size=3))))
        case "range":
            return Range(key, draw(value), draw(value))
        case "emptiness":
            return Emptiness(key)
        case "like" | "ilike" as kind:
            return Pattern(key, draw(TEXTS | st.sampled_from(["%", "_", "%a%", "\\%"])), kind == "ilike")
        case "contains":
            return Containment(key, draw(TEXTS))
    return Prefix(key, draw(TEXTS))


def _alike(key: str) -> list[str]:
    groups = [["ten", "quan"], ["so_hoc_sinh", "diem", "_id"], ["cong_lap"], ["thanh_lap", "cap_nhat"]]
    return next(group for group in groups if key in group)


def _combined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return several.map(Conjunction) | several.map(Disjunction) | inner.map(Negation)


EXPRESSIONS = st.recursive(tests(), _combined, max_leaves=6)


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """One simple filter in its canonical form."""
    key = draw(KEYS)
    operators = ["exact", "not", "in", "gt", "gte", "lt", "lte", "isnull", "notnull"]
    operators += ["contains", "startswith"] if TYPES[key] is ColumnType.TEXT else []
    operator = draw(st.sampled_from(operators))
    if operator in ("isnull", "notnull"):
        return Filter(key, operator)
    texts = values(key).map(value_text).filter(lambda text: bool(text.strip()))
    most = 3 if operator == "in" else 1
    return Filter(key, operator, tuple(draw(st.lists(texts, min_size=1, max_size=most, unique=True))))


_ORDERS = st.builds(Order, KEYS, st.booleans())
_WORDS = st.lists(TEXTS.filter(lambda text: bool(text.strip())), max_size=3).map(
    lambda w: " ".join(" ".join(w).split())
)
_PAGES: dict[str, Any] = {"limit": st.integers(0, 10_000), "offset": st.integers(0, 2**53)}
_CONDITIONS: dict[str, Any] = {
    "where": st.none() | EXPRESSIONS,
    "filters": st.lists(filters(), max_size=3, unique_by=lambda f: (f.key, f.operator)).map(tuple),
    "q": _WORDS,
}
ROWS = st.builds(
    TableQuery,
    select=st.lists(KEYS, max_size=4, unique=True).map(tuple),
    order_by=st.lists(_ORDERS, max_size=3).map(tuple),
    **_CONDITIONS,
    **_PAGES,
)
"""Questions for rows."""


@st.composite
def grouped(draw: st.DrawFn) -> TableQuery:
    """A question for groups."""
    groups = ["quan", "cong_lap", "year(thanh_lap)", "month(cap_nhat)", "day(thanh_lap)"]
    groups += ["bin(diem,0.5)", "bin(so_hoc_sinh,500.0)"]
    by = draw(st.lists(st.sampled_from(groups), max_size=2, unique=True))
    counted = st.builds(Aggregate, st.sampled_from(FUNCTIONS), st.sampled_from(["diem", "so_hoc_sinh"]))
    others = st.builds(Aggregate, st.sampled_from(["min", "max", "count", "count_distinct"]), KEYS)
    rows = st.builds(Aggregate, st.just("count"), st.just(""), st.sampled_from(["", "số lượng", "n"]))
    least = 0 if by else 1
    found = draw(st.lists(counted | others | rows, min_size=least, max_size=3, unique_by=lambda a: a.key))
    orders = [Order(a.key, draw(st.booleans())) for a in found[:1]]
    parts: dict[str, Any] = {name: draw(strategy) for name, strategy in {**_CONDITIONS, **_PAGES}.items()}
    return TableQuery(group_by=tuple(by), aggregates=tuple(found), order_by=tuple(orders), **parts)


ARGUMENTS = (
    *("select", "where", "q", "group_by", "aggregate", "order_by", "limit", "offset", "cursor"),
    *(
        "ten__exact",
        "ten__contains",
        "diem__gt",
        "thanh_lap__in",
        "cong_lap__not",
        "quan__isnull",
        "x__exact",
        "__",
    ),
)
_PIECES = (
    *(
        "ten",
        "quan",
        "diem",
        "so_hoc_sinh",
        "cong_lap",
        "thanh_lap",
        "cap_nhat",
        '"Số học sinh"',
        "_id",
        "_search",
    ),
    *("and", "or", "not", "in", "is", "null", "like", "contains", "starts", "with", "between", "as", "true"),
    *("=", "!=", "<", ">=", "(", ")", ",", "*", "-", "'", '"', "''", "%", ";", "--", "/*", "\\", "$1", "?"),
    *(
        "'x'",
        "'2024-05-01'",
        "'31/12/2024 10:00'",
        "0",
        "-1.5",
        "1e400",
        "9" * 40,
        "0x1F",
        "1_000",
        "٣",
        "½",
        "é",
    ),
    *(
        "count(*)",
        "sum(diem)",
        "year(thanh_lap)",
        "bin(diem,10)",
        "bin(diem,0)",
        "median(",
        "\n",
        "\t",
        "\u00a0",
    ),
)
TYPED = (
    st.text(max_size=30)
    | st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join)
    | st.lists(st.sampled_from(_PIECES), max_size=6).map("".join)
)
"""What somebody may type: anything, or pieces of the language in any order."""
