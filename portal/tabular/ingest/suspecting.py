"""Which types a column may have, told from a sample: what is suspected is held against every value afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.columns import ColumnType
from portal.tabular.ingest.candidates import BLANKS, CANDIDATES, Candidate, named
from portal.tabular.ingest.headings import is_coordinate, stays_text
from portal.tabular.ingest.raw import RawColumn
from portal.tabular.options import ColumnOption, ReadingOptions

_SHARE = 0.5
"""A type is suspected when so many of the sample's values fit: those that do not are then reported."""
_FEW = 100
"""A sample of fewer values says nothing: the column is mostly empty."""
_SOME = 200
"""None of so many values fits a type that half of them would fit: no need to try them all."""
_PROTECTIONS = ("", "drop", "mask")


def raw_columns(names: Sequence[str], options: ReadingOptions) -> list[RawColumn]:
    """The columns of the file with what the steward decided. Raises `Invalid` for decisions that mean nothing."""
    problems = [problem for name, option in options.columns.items() for problem in _faults(name, option)]
    if problems:
        raise Invalid(problems)
    return [RawColumn(name, at, options.columns.get(name, ColumnOption())) for at, name in enumerate(names)]


def _faults(name: str, option: ColumnOption) -> list[Problem]:
    found = []
    known = ", ".join(ColumnType)
    if option.type and option.type not in list(ColumnType):
        message = _("Không có kiểu “%(type)s”. Hãy chọn một trong: %(known)s.", type=option.type, known=known)
        found.append(Problem(f"columns.{name}.type", "unknown_type", message))
    elif option.format and not any(_names(option, candidate) for candidate in CANDIDATES):
        formats = [c.format for c in CANDIDATES if c.format and option.type in ("", c.type)]
        message = _(
            "Cột “%(name)s”: không có cách ghi “%(format)s”. Hãy chọn một trong: %(known)s.",
            name=name,
            format=option.format,
            known=", ".join(dict.fromkeys(formats)),
        )
        found.append(Problem(f"columns.{name}.format", "unknown_format", message))
    if option.protection not in _PROTECTIONS:
        message = _("Cột “%(name)s”: chỉ có thể bỏ (drop) hoặc che (mask).", name=name)
        found.append(Problem(f"columns.{name}.protection", "unknown_protection", message))
    return found


def _names(option: ColumnOption, candidate: Candidate) -> bool:
    """Whether the format is the candidate's; of a column that is to stay text it means nothing and may be left."""
    return candidate.format == option.format and option.type in ("", ColumnType.TEXT, candidate.type)


def forced_candidates(option: ColumnOption) -> tuple[Candidate, ...]:
    """What the steward's choice can mean: a format is one candidate, a type may be written in several ways."""
    if option.format:
        chosen = named(option.format, option.type)
        return (chosen,) if chosen else ()
    return tuple(c for c in CANDIDATES if c.type == option.type)


def suspect(column: RawColumn, cells: Sequence[str]) -> None:
    """Set the suspects of `column` by some of its `cells`, and choose one where the sample leaves no doubt."""
    if column.is_masked or column.forced.protection == "drop" or column.forced.type == ColumnType.TEXT:
        return
    filled = [v for cell in cells if (v := cell.strip()) and v not in BLANKS]
    values = Counter(filled)
    if column.is_forced:
        column.suspects = forced_candidates(column.forced)
        return
    if stays_text(column.name):
        return
    if values.total() < _FEW < len(cells):
        column.suspects, column.is_thin = CANDIDATES, True
        return
    some = set(filled[:: max(1, len(filled) // _SOME)])
    likely = [c for c in CANDIDATES if any(c.regex.fullmatch(value) for value in some)]
    fitting = {c: sum(n for value, n in values.items() if c.regex.fullmatch(value)) for c in likely}
    column.suspects = tuple(c for c, count in fitting.items() if count >= _SHARE * values.total())
    column.is_clean = all(cell == cell.strip() and cell not in BLANKS for cell in set(cells))
    if column.is_clean:
        full = (c for c in column.suspects if fitting[c] == values.total())
        column.chosen = next((c for c in full if _is_told(column, c, values)), None)


def _is_told(column: RawColumn, candidate: Candidate, values: Counter[str]) -> bool:
    """Whether the values can be read in no other way."""
    if not candidate.certain or is_coordinate(column.name):
        return True
    return any(candidate.certain_regex.fullmatch(value) for value in values)
