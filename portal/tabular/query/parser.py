"""Read the expression language of `where=`; names and types are checked against the table on the way.

    expression  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | "(" expression ")" | test
    test        = column ( sign (value | column) | ["not"] "in" "(" value {"," value} ")"
                | ["not"] "between" value "and" value | ["not"] ("like"|"ilike"|"contains"|"starts with") text
                | "is" ["not"] "null" )

A column is its key, a heading of one word, or any heading in double quotes. Keywords in any case.
"""

from __future__ import annotations

from portal.errors import Invalid
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType, Table
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
from portal.tabular.query.names import KEYWORDS, find_column
from portal.tabular.query.tokens import Source, Token, source, tokens
from portal.tabular.query.values import Unreadable, read_value, type_words

_MAX_DEPTH = 40
_MAX_TESTS = 300
_MAX_VALUES = 1000
_SIGNS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_MOMENTS = (ColumnType.DATE, ColumnType.DATETIME)
_QUOTED = (ColumnType.TEXT, *_MOMENTS)


def parse_expression(text: str, table: Table, path: str = "where") -> Expression:
    """The expression that `text` writes. Raises `Invalid`, with the place, for anything else."""
    return _Parser(source(path, text), table).whole()


class _Parser:
    def __init__(self, asked: Source, table: Table) -> None:
        self._asked = asked
        self._table = table
        self._tokens = tokens(asked)
        self._at = 0
        self._depth = 0
        self._tests = 0

    def whole(self) -> Expression:
        """The whole text as one expression."""
        expression = self._disjunction()
        if self._next.kind != "end":
            raise self._fault("syntax", _("Cần and, or hoặc hết câu"))
        return expression

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _fault(self, code: str, message: str, token: Token | None = None) -> Invalid:
        return self._asked.fault(code, message, (token or self._next).position)

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _accept(self, kind: str, text: str) -> bool:
        is_there = self._next.kind == kind and self._next.text.lower() == text
        self._at += is_there
        return is_there

    def _expect(self, kind: str, text: str) -> None:
        if not self._accept(kind, text):
            raise self._fault("syntax", _("Cần «%(text)s» ở đây", text=text))

    def _disjunction(self) -> Expression:
        operands = [self._conjunction()]
        while self._accept("word", "or"):
            operands.append(self._conjunction())
        return operands[0] if len(operands) == 1 else Disjunction(tuple(operands))

    def _conjunction(self) -> Expression:
        operands = [self._negation()]
        while self._accept("word", "and"):
            operands.append(self._negation())
        return operands[0] if len(operands) == 1 else Conjunction(tuple(operands))

    def _negation(self) -> Expression:
        opening = self._next
        if not self._accept("word", "not") and not self._accept("sign", "("):
            return self._test()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._fault("too_deep", _("Lồng nhau quá nhiều tầng"), opening)
        if opening.kind == "word":
            inner: Expression = Negation(self._negation())
        else:
            inner = self._disjunction()
            self._expect("sign", ")")
        self._depth -= 1
        return inner

    def _test(self) -> Expression:
        self._tests += 1
        if self._tests > _MAX_TESTS:
            raise self._fault("too_long", _("Quá nhiều điều kiện; hãy bớt đi"))
        column = self._column()
        operator = self._take()
        if operator.kind == "sign" and operator.text in _SIGNS:
            return self._relation(column, _SIGNS[operator.text])
        word = operator.text.lower() if operator.kind == "word" else ""
        if word == "is":
            return self._emptiness(column)
        if word == "not":
            operator = self._take()
            word = operator.text.lower() if operator.kind == "word" else ""
            return Negation(self._worded(column, word, operator))
        return self._worded(column, word, operator)

    def _column(self) -> Column:
        token = self._take()
        if token.kind not in ("word", "name") or (token.kind == "word" and token.text.lower() in KEYWORDS):
            raise self._fault("syntax", _("Cần tên một cột ở đây"), token)
        return find_column(self._asked, token, self._table)

    def _relation(self, column: Column, operator: str) -> Expression:
        token = self._next
        is_word = token.kind == "word" and token.text.lower() not in KEYWORDS
        if not is_word and token.kind != "name":
            return Relation(column.key, operator, self._value(column))
        other = self._column()
        if _comparable(column.type) != _comparable(other.type) or column.type is ColumnType.GEOMETRY:
            message = _("Không so sánh được cột %(type)s với cột %(other)s")
            words = {"type": type_words(column.type), "other": type_words(other.type)}
            raise self._fault("wrong_type", message % words, token)
        return Relation(column.key, operator, Reference(other.key))

    def _emptiness(self, column: Column) -> Expression:
        is_negated = self._accept("word", "not")
        self._expect("word", "null")
        return Negation(Emptiness(column.key)) if is_negated else Emptiness(column.key)

    def _worded(self, column: Column, word: str, operator: Token) -> Expression:
        match word:
            case "in":
                return self._membership(column)
            case "between":
                low = self._value(column)
                self._expect("word", "and")
                return Range(column.key, low, self._value(column))
            case "like" | "ilike":
                return Pattern(column.key, self._text(column, word, operator), word == "ilike")
            case "contains":
                return Containment(column.key, self._text(column, word, operator))
            case "starts":
                self._expect("word", "with")
                return Prefix(column.key, self._text(column, "starts with", operator))
        message = _("Cần một phép so sánh: = != < <= > >= in between like contains starts with is null")
        raise self._fault("syntax", message, operator)

    def _membership(self, column: Column) -> Expression:
        self._expect("sign", "(")
        values = [self._value(column)]
        while self._accept("sign", ","):
            values.append(self._value(column))
            if len(values) > _MAX_VALUES:
                raise self._fault("too_long", _("Quá nhiều giá trị trong in (…)"))
        self._expect("sign", ")")
        return Membership(column.key, tuple(values))

    def _text(self, column: Column, word: str, operator: Token) -> str:
        if column.type is not ColumnType.TEXT:
            message = _("«%(word)s» chỉ dùng cho cột văn bản; cột «%(name)s» là %(type)s")
            words = {"word": word, "name": column.name, "type": type_words(column.type)}
            raise self._fault("wrong_type", message % words, operator)
        return str(self._value(column))

    def _value(self, column: Column) -> Scalar:
        token = self._take()
        is_boolean = token.kind == "word" and token.text.lower() in ("true", "false")
        if token.kind not in ("string", "number") and not is_boolean:
            raise self._fault("syntax", _("Cần một giá trị ở đây, văn bản và ngày trong dấu nháy đơn"), token)
        if column.type is ColumnType.GEOMETRY or token.kind != _expected_kind(column.type):
            raise self._wrong_type(column, token)
        try:
            return read_value(column.type, token.text)
        except Unreadable as wrong:
            raise self._fault("bad_value", str(wrong).rstrip("."), token) from None

    def _wrong_type(self, column: Column, token: Token) -> Invalid:
        if column.type in _QUOTED:
            message = _("Cột «%(name)s» là %(type)s: hãy đặt giá trị trong dấu nháy đơn")
        elif column.type is ColumnType.BOOLEAN:
            message = _("Cột «%(name)s» là %(type)s: hãy viết true hoặc false, không có dấu nháy")
        elif column.type is ColumnType.GEOMETRY:
            message = _("Cột «%(name)s» là %(type)s: chỉ hỏi được is null hoặc is not null")
        else:
            message = _("Cột «%(name)s» là %(type)s: hãy viết số không có dấu nháy, như 1234.5")
        return self._fault(
            "wrong_type", message % {"name": column.name, "type": type_words(column.type)}, token
        )


def _expected_kind(type_: ColumnType) -> str:
    if type_ in _QUOTED:
        return "string"
    return "word" if type_ is ColumnType.BOOLEAN else "number"


def _comparable(type_: ColumnType) -> str:
    if type_.is_numeric:
        return "number"
    return "moment" if type_ in _MOMENTS else type_.value
