"""The rows of a file as text, for SQL: `_id` from 1 in the order of the file, and the cells c0, c1, …"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from portal.tabular.limits import MAX_FIELD_CHARS
from portal.tabular.reading.plain import PlainDialect

_LINE_BYTES = 2 * 1024 * 1024
_BUFFER_BYTES = 4 * _LINE_BYTES
_LONG_LINE_BYTES = 4 * MAX_FIELD_CHARS
HEAD_ROWS = 1_000
SLICES = 6
SLICE_ROWS = 500
_SLICE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Cells:
    """A clean UTF-8 file of delimited rows, each `width` cells wide. Empty cells are NULL.

    `has_long_lines`: a line may be as long as a cell may be, which takes a hundred times the memory.
    """

    path: Path
    width: int
    delimiter: str
    quote: str
    skip_lines: int
    has_long_lines: bool = False

    @classmethod
    def plain(cls, path: Path, dialect: PlainDialect) -> Cells:
        """Straight from the file, which DuckDB refuses where it is not as plain as it seemed."""
        return cls(path, len(dialect.names), dialect.delimiter, dialect.quote, dialect.skip_lines)

    @classmethod
    def normalised(cls, path: Path, width: int) -> Cells:
        """From a table that `read_table` wrote."""
        return cls(path, width, ",", '"', 1)

    @property
    def relation(self) -> str:
        """What may follow FROM."""
        return f"(SELECT row_number() OVER () AS _id, * FROM {self._read_csv(self.path, 'c')})"

    def beside(self, folded: Path) -> str:
        """The same with the cells f0, f1, … of a file that has the same rows."""
        both = f"{self._read_csv(self.path, 'c')} POSITIONAL JOIN {self._read_csv(folded, 'f')}"
        return f"(SELECT row_number() OVER () AS _id, * FROM {both})"

    def sample(self) -> list[list[str]]:
        """Rows from the start and from places spread over the file; a few may be torn at a quoted line end."""
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            for _line in range(self.skip_lines):
                file.readline()
            rows = self._rows(file, HEAD_ROWS)
            start = file.tell()
            for at in range(SLICES if start < size else 0):
                file.seek(start + (size - start) * at // SLICES)
                file.readline()
                rows += self._rows(file, SLICE_ROWS)
        return rows

    def _rows(self, file: BinaryIO, limit: int) -> list[list[str]]:
        csv.field_size_limit(MAX_FIELD_CHARS)
        reader = csv.reader(_lines(file), delimiter=self.delimiter, quotechar=self.quote)
        found: list[list[str]] = []
        try:
            while len(found) < limit and (row := next(reader, None)) is not None:
                if len(row) == self.width:
                    found.append(row)
        except csv.Error:
            pass  # torn
        return found

    def _read_csv(self, path: Path, prefix: str) -> str:
        columns = ", ".join(f"'{prefix}{at}': 'VARCHAR'" for at in range(self.width))
        longest = _LONG_LINE_BYTES if self.has_long_lines else _LINE_BYTES
        return (
            f"read_csv({_text(str(path))}, auto_detect=false, header=false, columns={{{columns}}}, "
            f"delim={_text(self.delimiter)}, quote={_text(self.quote)}, escape={_text(self.quote)}, "
            f"skip={self.skip_lines}, nullstr='', max_line_size={longest}, "
            f"buffer_size={max(longest, _BUFFER_BYTES)}, strict_mode=true, parallel=false)"
        )


def _lines(file: BinaryIO) -> Iterator[str]:
    """Lines, up to so many bytes of them but at least one."""
    left = _SLICE_BYTES
    while left > 0 and (line := file.readline()):
        left -= len(line)
        yield line.decode(errors="replace")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
