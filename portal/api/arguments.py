"""What was asked: arguments in the address, then those of a form or a JSON object in the body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from portal.errors import Invalid, Problem, TooLarge
from portal.i18n import format_number
from portal.i18n import gettext as _

OTHERS = ("version", "format", "lang", "raw", "bom")
"""Arguments that are no part of a question about a table."""
MOST_CHARS = 20_000
MOST_BODY_BYTES = 256 * 1024
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_YES, _NO = ("1", "true", "on"), ("", "0", "false", "off")


@dataclass(frozen=True)
class Arguments:
    """Names and values in the order given."""

    pairs: tuple[tuple[str, str], ...]

    def value(self, name: str) -> str:
        """The first value of that name, without space around; empty where there is none."""
        return next((value.strip() for given, value in self.pairs if given == name), "")

    def values(self, name: str) -> tuple[str, ...]:
        """All values of that name that are not blank."""
        return tuple(value for given, value in self.pairs if given == name and value.strip())

    def without(self, *names: str) -> Arguments:
        """The same without some."""
        return Arguments(tuple(pair for pair in self.pairs if pair[0] not in names))

    def is_set(self, name: str) -> bool:
        """Whether a switch is on. Raises `Invalid` for a value that is neither on nor off."""
        value = self.value(name).lower()
        if value not in (*_YES, *_NO):
            raise Invalid([Problem(name, "bad_value", _("Hãy ghi 1, hoặc bỏ tham số này."))])
        return value in _YES

    @property
    def version(self) -> int | None:
        """The version asked for; None for the one in service. Raises `Invalid`."""
        text = self.value("version")
        if not text:
            return None
        if text.isascii() and text.isdecimal() and len(text) < 20 and int(text) > 0:
            return int(text)
        raise Invalid([Problem("version", "bad_number", _("Hãy ghi số của phiên bản, từ 1."))])


def given_arguments() -> Arguments:
    """The arguments of this request. Raises `TooLarge`, `Invalid`, 400 and 415."""
    pairs = list(request.args.items(multi=True))
    if request.method == "POST":
        request.max_content_length = MOST_BODY_BYTES
        pairs += _of_body()
    if sum(len(name) + len(value) for name, value in pairs) > MOST_CHARS:
        message = _("Các tham số dài quá %(most)s ký tự; hãy hỏi ngắn hơn.", most=format_number(MOST_CHARS))
        raise TooLarge(message, MOST_CHARS)
    return Arguments(tuple(pairs))


def _of_body() -> list[tuple[str, str]]:
    if request.mimetype == _FORM:
        return list(request.form.items(multi=True))
    if request.mimetype == _JSON:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise BadRequest
        return [(name, text) for name, value in body.items() for text in _texts(name, value)]
    if request.get_data(cache=False):
        raise UnsupportedMediaType
    return []


def _texts(name: str, value: Any) -> Iterator[str]:
    """A JSON value as the arguments of an address write it: a list repeats the name."""
    match value:
        case None:
            return
        case bool():
            yield "true" if value else "false"
        case str() | int() | float():
            yield str(value)
        case list() if not any(isinstance(each, list | dict) for each in value):
            for each in value:
                yield from _texts(name, each)
        case _:
            message = _("Hãy ghi văn bản, số, true hoặc false, hoặc danh sách những thứ đó.")
            raise Invalid([Problem(name[:60], "bad_value", message)])
