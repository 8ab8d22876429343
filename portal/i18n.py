"""Languages: the language of the current request or command, translation, dates and numbers.

Visible strings are written in Vietnamese in the code and translated by `portal/locales/<language>.po`.
The language is a context variable, so services may phrase a `Problem` without knowing of a request.
"""

from __future__ import annotations

import gettext as _gettext
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from babel import numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
TIME_ZONE = timezone(timedelta(hours=7), "+07")
"""Việt Nam has one time zone and no summer time."""

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def language() -> str:
    """The language of this request or command, `vi` or `en`."""
    return _language.get()


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Speak `code` within the block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def speak(code: str) -> None:
    """Speak `code` from here to the end of the block of `use_language` around."""
    _language.set(code)


@cache
def _catalog(code: str) -> _gettext.NullTranslations:
    path = Path(__file__).parent / "locales" / f"{code}.po"
    if not path.exists():
        return _gettext.NullTranslations()
    binary = io.BytesIO()
    with path.open("rb") as file:
        write_mo(binary, read_po(file, locale=code))
    binary.seek(0)
    return _gettext.GNUTranslations(binary)


def gettext(message: str, /, **values: object) -> str:
    """`message` in the current language, with `%(name)s` filled from `values`."""
    text = message if _language.get() == DEFAULT_LANGUAGE else _catalog(_language.get()).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The form for `n`. Vietnamese has one form: give the same text twice; English needs two."""
    is_source = _language.get() == DEFAULT_LANGUAGE
    text = singular if is_source else _catalog(_language.get()).ngettext(singular, plural, n)
    return text % {"n": format_number(n), **values}


def pick(texts: Mapping[str, str]) -> str:
    """The text in the current language, else in Vietnamese, else whatever there is."""
    return texts.get(_language.get()) or texts.get(DEFAULT_LANGUAGE) or next(iter(texts.values()), "")


def today(now: datetime | None = None) -> date:
    """The calendar day in Việt Nam."""
    return (now or datetime.now(TIME_ZONE)).astimezone(TIME_ZONE).date()


def format_date(value: date | datetime) -> str:
    """20/11/2026, in both languages: day first is what readers in Việt Nam expect."""
    if isinstance(value, datetime):
        value = value.astimezone(TIME_ZONE)
    return f"{value:%d/%m/%Y}"


def format_datetime(value: datetime) -> str:
    """20/11/2026 14:32, in Vietnamese time."""
    return f"{value.astimezone(TIME_ZONE):%d/%m/%Y %H:%M}"


def format_number(value: float, digits: int | None = None) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English."""
    if isinstance(value, int):
        text = f"{value:,d}"
        return text if _language.get() == "en" else text.replace(",", ".")
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return numbers.format_decimal(value, format=pattern, locale=_language.get())


def format_size(size_bytes: int) -> str:
    """412 KB, 3,8 MB: decimal multiples with one digit under ten."""
    size, unit = float(size_bytes), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        # What would be rounded to a thousand is said in the next unit.
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    digits = 1 if unit != "B" and size < 9.95 else 0
    return f"{format_number(round(size, digits), digits)} {unit}"
