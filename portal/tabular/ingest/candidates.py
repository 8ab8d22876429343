"""The types a column of text may turn out to have: how its values must look, and how they are converted.

A conversion that succeeds is not lossless (`10.6` as a whole number, `1_000`, `0x1F`, `yes`), so each candidate
has a pattern of its own that every value must match in full, and numbers never have more than 15 significant
digits, which is what a double holds. Patterns are both Python's and RE2's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from portal.tabular.columns import ColumnType

BLANKS = ("-", "–", "—", "…", "...", "N/A", "n/a", "NULL", "null", "#N/A")
"""Cells that say “nothing”; in a column of a type they are empty, in text they stay what they are."""

_SMALL = r"(?:0|-?[1-9][0-9]{0,17})"

_RIVALS = {"1.234": "1234.5", "1234.5": "1.234", "1,234": "1234,5", "1234,5": "1,234"}


@dataclass(frozen=True)
class Candidate:
    """A type and the way it is written. `{v}` stands for the value in `convert`, which is SQL.

    `certain` values can be read in no other way; a column without any of them that fits the format `rival`
    too is ambiguous. `is_checked`: a value may match and still not convert, as 31/02/2026.
    """

    type: ColumnType
    format: str
    pattern: str
    convert: str
    certain: str = ""
    rival: str = ""
    question: str = ""
    is_checked: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern for Python."""
        return re.compile(self.pattern)

    @cached_property
    def certain_regex(self) -> re.Pattern[str]:
        """The pattern of certain values for Python."""
        return re.compile(self.certain)

    def converted(self, value: str) -> str:
        """SQL of the converted `value`, itself SQL of a text that fits."""
        return self.convert.format(v=value)

    def fits(self, value: str) -> str:
        """SQL that tells whether the text fits; NULL where there is none."""
        matches = f"regexp_full_match({value}, '{self.pattern}')"
        if not self.is_checked:
            return matches
        converts = f"{matches} AND {self.converted(value)} IS NOT NULL"
        return f"CASE WHEN {value} IS NOT NULL THEN {converts} END"

    def checked(self, value: str, otherwise: str) -> str:
        """SQL of the converted value, of `otherwise` where the text does not fit; NULL stays NULL."""
        converted = self.converted(value)
        if self.is_checked:
            converted = f"coalesce({converted}, {otherwise})"
        matches = f"regexp_full_match({value}, '{self.pattern}')"
        return f"CASE WHEN {matches} THEN {converted} WHEN {value} IS NOT NULL THEN {otherwise} END"

    def is_certain(self, value: str) -> str:
        """SQL that tells whether the text can only be read in this way."""
        return f"regexp_full_match({value}, '{self.certain}')" if self.certain else "true"


def _grouped(format: str, mark: str, point: str) -> Candidate:
    """Numbers whose thousands are parted by `mark`: certain with two groups or a decimal point."""
    positive = rf"[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{3}}){{0,3}}"
    value = f"replace({{v}}, '{mark}', '')"
    if not point:
        certain = rf"-?[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{3}}){{2,3}}"
        convert = f"CAST({value} AS BIGINT)"
        digits = f"0|-?{positive}"
        return Candidate(
            ColumnType.INTEGER, format, digits, convert, certain, _RIVALS[format], "thousands_or_decimal"
        )
    return Candidate(
        ColumnType.NUMBER,
        format,
        rf"-?{positive}(?:\{point}[0-9]{{1,3}})?|0(?:\{point}[0-9]{{1,3}})?|-0\{point}0{{0,2}}[1-9][0-9]{{0,2}}",
        f"CAST(replace({value}, '{point}', '.') AS DOUBLE)",
        rf"-?[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{3}}){{1,3}}\{point}[0-9]+|-?[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{3}}){{2,3}}",
    )


def _decimal(format: str, point: str) -> Candidate:
    """Numbers with a decimal point: certain unless exactly three digits follow it."""
    value = "{v}" if point == "." else f"replace({{v}}, '{point}', '.')"
    zero = rf"0(?:\{point}[0-9]{{1,14}})?|-0\{point}0{{0,13}}[1-9][0-9]{{0,13}}"
    # At most 15 significant digits: seven before the point leave room for eight behind it.
    return Candidate(
        ColumnType.NUMBER,
        format,
        rf"{zero}|-?(?:[1-9][0-9]{{0,6}}(?:\{point}[0-9]{{1,8}})?|[1-9][0-9]{{0,10}}(?:\{point}[0-9]{{1,4}})?)",
        f"CAST({value} AS DOUBLE)",
        rf"-?(?:0|[1-9][0-9]*)\{point}(?:[0-9]{{1,2}}|[0-9]{{4,}})|-?0\{point}[0-9]+|-?[1-9][0-9]{{3,}}\{point}[0-9]+",
        _RIVALS[format],
        "thousands_or_decimal",
    )


def _date(format: str, pattern: str, directive: str, certain: str = "", rival: str = "") -> Candidate:
    return Candidate(
        ColumnType.DATE,
        format,
        pattern,
        f"CAST(try_strptime({{v}}, '{directive}') AS DATE)",
        certain,
        rival,
        "day_or_month" if rival else "",
        is_checked=True,
    )


def _moment(format: str, pattern: str, directive: str, certain: str = "", rival: str = "") -> Candidate:
    return Candidate(
        ColumnType.DATETIME,
        format,
        pattern,
        f"try_strptime({{v}}, '{directive}')",
        certain,
        rival,
        "day_or_month" if rival else "",
        is_checked=True,
    )


_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"[12][0-9]{3}"
_LATE = r"(?:1[3-9]|2[0-9]|3[01])"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"


def _dates() -> list[Candidate]:
    found = [_date("yyyy-mm-dd", rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])", "%Y-%m-%d")]
    for mark in "/-.":
        m = f"\\{mark}" if mark == "." else mark
        day_first, month_first = f"dd{mark}mm{mark}yyyy", f"mm{mark}dd{mark}yyyy"
        found.append(
            _date(
                day_first,
                f"{_DAY}{m}{_MONTH}{m}{_YEAR}",
                f"%d{mark}%m{mark}%Y",
                f"{_LATE}{m}{_MONTH}{m}{_YEAR}",
                month_first,
            )
        )
        found.append(
            _date(
                month_first,
                f"{_MONTH}{m}{_DAY}{m}{_YEAR}",
                f"%m{mark}%d{mark}%Y",
                f"{_MONTH}{m}{_LATE}{m}{_YEAR}",
                day_first,
            )
        )
    iso = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    for part, code in (("T", "T"), (" ", " ")):
        found.append(_moment(f"yyyy-mm-dd{part}hh:mm", f"{iso}{part}{_CLOCK}", f"%Y-%m-%d{code}%H:%M"))
        found.append(
            _moment(f"yyyy-mm-dd{part}hh:mm:ss", f"{iso}{part}{_CLOCK}:[0-5][0-9]", f"%Y-%m-%d{code}%H:%M:%S")
        )
    for seconds, code in (("", ""), (":[0-5][0-9]", ":%S")):
        clock, written = f"{_CLOCK}{seconds}", "hh:mm:ss" if seconds else "hh:mm"
        day_first, month_first = f"dd/mm/yyyy {written}", f"mm/dd/yyyy {written}"
        day, month = f"{_DAY}/{_MONTH}/{_YEAR} {clock}", f"{_MONTH}/{_DAY}/{_YEAR} {clock}"
        late_first, late_second = f"{_LATE}/{_MONTH}/{_YEAR} .*", f"{_MONTH}/{_LATE}/{_YEAR} .*"
        found.append(_moment(day_first, day, f"%d/%m/%Y %H:%M{code}", late_first, month_first))
        found.append(_moment(month_first, month, f"%m/%d/%Y %H:%M{code}", late_second, day_first))
    return found


_SHAPES = "'Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'"
CANDIDATES: tuple[Candidate, ...] = (
    Candidate(ColumnType.INTEGER, "", _SMALL, "CAST({v} AS BIGINT)"),
    _decimal("1234.5", "."),
    _decimal("1234,5", ","),
    _grouped("1.234", ".", ""),
    _grouped("1,234", ",", ""),
    _grouped("1.234,5", ".", ","),
    _grouped("1,234.5", ",", "."),
    *_dates(),
    Candidate(ColumnType.BOOLEAN, "có/không", "[Cc]ó|CÓ|[Kk]hông|KHÔNG", "lower({v}) = 'có'"),
    Candidate(
        ColumnType.BOOLEAN,
        "true/false",
        "[Tt]rue|TRUE|[Ff]alse|FALSE|[Đđ]úng|[Ss]ai",
        "lower({v}) IN ('true', 'đúng')",
    ),
    Candidate(
        ColumnType.GEOMETRY,
        "GeoJSON",
        r"[{](?s:.*)[}]",
        "CASE WHEN json_valid({v}) AND json_extract_string({v}, '$.type') IN (" + _SHAPES + ") THEN {v} END",
        is_checked=True,
    ),
)
"""In the order in which they are tried: the first that every value fits is taken."""


def named(format: str, type_: str = "") -> Candidate | None:
    """The candidate a steward chose: by its format, else the first of the type."""
    by_format = (c for c in CANDIDATES if c.format == format and (not type_ or c.type == type_))
    by_type = (c for c in CANDIDATES if not format and c.type == type_)
    return next(by_format, None) or next(by_type, None)
