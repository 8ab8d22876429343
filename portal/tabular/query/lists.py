"""The lists of names in a question: `select`, `group_by`, `aggregate`, `order_by`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from portal.i18n import gettext as _
from portal.tabular.columns import Column, Table
from portal.tabular.query.grouping import PERIODS, bin_width
from portal.tabular.query.names import find_column, written_name
from portal.tabular.query.request import FUNCTIONS, Aggregate, Order
from portal.tabular.query.tokens import Source, Token, source, tokens
from portal.tabular.query.values import Unreadable, value_text

_T = TypeVar("_T")


@dataclass
class _List:
    """A reader over the tokens of one list."""

    asked: Source
    rest: list[Token]

    @property
    def next(self) -> Token:
        return self.rest[0]

    def take(self, *kinds: str) -> Token:
        token = self.rest[0]
        if token.kind not in kinds:
            raise self.asked.fault("syntax", _("Cần tên một cột ở đây"), token.position)
        return self.rest.pop(0)

    def accept(self, sign: str) -> bool:
        is_there = self.next.kind == "sign" and self.next.text == sign
        if is_there:
            self.rest.pop(0)
        return is_there

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.asked.fault("syntax", _("Cần «%(text)s» ở đây", text=sign), self.next.position)

    def items(self, read: Callable[[_List], _T]) -> tuple[_T, ...]:
        if self.next.kind == "end":
            return ()
        found = [read(self)]
        while self.accept(","):
            found.append(read(self))
        if self.next.kind != "end":
            message = _("Cần dấu phẩy hoặc hết câu; tên cột có dấu cách phải đặt trong dấu nháy kép")
            raise self.asked.fault("syntax", message, self.next.position)
        return tuple(found)


def _list(path: str, text: str) -> _List:
    asked = source(path, text)
    return _List(asked, tokens(asked))


def read_columns(path: str, text: str, table: Table) -> tuple[str, ...]:
    """Keys of the named columns, each once, in the order named."""
    return tuple(dict.fromkeys(_list(path, text).items(lambda items: _column(items, table).key)))


def _column(items: _List, table: Table) -> Column:
    return find_column(items.asked, items.take("word", "name"), table)


def read_groups(text: str, table: Table) -> tuple[str, ...]:
    """Canonical groups: `key`, `year(key)`, `bin(key,10)`."""
    return tuple(dict.fromkeys(_list("group_by", text).items(lambda items: _group(items, table))))


def _group(items: _List, table: Table) -> str:
    token = items.take("word", "name")
    function = token.text.lower()
    if token.kind == "name" or not items.accept("("):
        return written_name(find_column(items.asked, token, table).key)
    if function not in (*PERIODS, "bin"):
        message = _("Không có phép chia nhóm này; hãy dùng %(names)s", names=", ".join([*PERIODS, "bin"]))
        raise items.asked.fault("unknown_function", message, token.position)
    column = written_name(_column(items, table).key)
    width = ""
    if function == "bin":
        items.expect(",")
        width = "," + _width(items)
    items.expect(")")
    return f"{function}({column}{width})"


def _width(items: _List) -> str:
    token = items.next
    try:
        width = bin_width(token.text)
    except Unreadable as wrong:
        raise items.asked.fault("bad_value", str(wrong).rstrip("."), token.position) from None
    items.rest.pop(0)
    return value_text(width)


def read_aggregates(text: str, table: Table) -> tuple[Aggregate, ...]:
    """The aggregates, each once: `sum(x)`, `count(*)`, `avg(x) as mean`."""
    return tuple(dict.fromkeys(_list("aggregate", text).items(lambda items: _aggregate(items, table))))


def _aggregate(items: _List, table: Table) -> Aggregate:
    token = items.take("word")
    function = token.text.lower()
    if function not in FUNCTIONS:
        message = _("Không có phép tính này; hãy dùng %(names)s", names=", ".join(FUNCTIONS))
        raise items.asked.fault("unknown_function", message, token.position)
    items.expect("(")
    is_all = function == "count" and items.accept("*")
    column = "" if is_all else _column(items, table).key
    items.expect(")")
    alias = ""
    if items.next.kind == "word" and items.next.text.lower() == "as":
        items.take("word")
        alias = items.take("word", "name").text
    return Aggregate(function, column, alias)


def read_orders(text: str) -> tuple[Order, ...]:
    """The names as given; which they may be depends on the whole question (`checking`)."""
    return _list("order_by", text).items(_order)


def _order(items: _List) -> Order:
    is_descending = items.accept("-")
    return Order(items.take("word", "name").text, is_descending)
