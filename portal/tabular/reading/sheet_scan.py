"""What a sheet of an XLSX holds, seen in its XML as a stream, before any parser makes a grid of it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.limits import MAX_SHEET_CELLS, MAX_UNPACKED_BYTES, MIB
from portal.tabular.reading.archive import read_entries
from portal.tabular.reading.number_formats import Pattern, Run, padded_styles

_CELL = re.compile(rb"""[<:]c\s([^>]*?)\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']([^>]*)""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_ERROR = re.compile(rb"""[<:]c\s[^>]*?\bt\s*=\s*["']e["']""")
_UNCOMPUTED = re.compile(
    rb"""(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"""
)
_LONG = re.compile(rb">-?[0-9]{16,400}<")
_LONG_CELL = re.compile(
    rb"""[<:]c\s[^>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?v>(-?[0-9]{16,400})</"""
)
_MOST_LONG = 200_000
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_BLOCK_BYTES = MIB
_PART_BYTES = 16 * MIB
_DAMAGES = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error)


@dataclass
class SheetScan:
    """The used area of a sheet, counted from 1, and what its cells are. `padded` is by column, from 1.

    `long` holds whole numbers of more digits than a parser keeps, as they are written, by row and column.
    """

    left: int = 2**31
    top: int = 2**31
    right: int = 0
    bottom: int = 0
    error_count: int = 0
    uncomputed_count: int = 0
    padded: dict[int, list[Run]] = field(default_factory=dict)
    long: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """The size of the grid that a parser would make."""
        return max(0, self.right - self.left + 1) * max(0, self.bottom - self.top + 1)

    def scan(self, xml: bytes, styles: Mapping[int, Pattern]) -> None:
        """Take in a part of the sheet that ends where a tag ends. Raises `Invalid` when the grid is too large."""
        found = _CELL.findall(xml)
        if found:
            columns = {letters: _column_number(letters) for letters in {cell[1] for cell in found}}
            rows = [int(cell[2]) for cell in found]
            self.left, self.right = min(self.left, *columns.values()), max(self.right, *columns.values())
            self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)
            if self.cells > MAX_SHEET_CELLS:
                raise _too_large()
            if styles:
                for (before, letters, _row, after), row in zip(found, rows, strict=True):
                    self._style(columns[letters], row, _STYLE.search(before + b" " + after), styles)
        # A look for a few bytes is many times faster than for a pattern, and most sheets have neither.
        if b'"e"' in xml or b"'e'" in xml:
            self.error_count += len(_ERROR.findall(xml))
        if b"<f" in xml or b":f" in xml:
            self.uncomputed_count += len(_UNCOMPUTED.findall(xml))
        if _LONG.search(xml) and len(self.long) < _MOST_LONG:
            for letters, row, digits in _LONG_CELL.findall(xml):
                self.long[int(row), _column_number(letters)] = digits.decode()

    def _style(
        self, column: int, row: int, style: re.Match[bytes] | None, styles: Mapping[int, Pattern]
    ) -> None:
        pattern = styles.get(int(style[1])) if style else None
        if pattern is None:
            return
        runs = self.padded.setdefault(column, [])
        if runs and runs[-1].pattern == pattern and runs[-1].last + 1 == row:
            runs[-1].last = row
        else:
            runs.append(Run(row, row, pattern))


def scan_workbook(path: Path) -> dict[str, SheetScan]:
    """What each sheet holds, by its name.

    Raises `Invalid` for a workbook that unpacks to too much or has a used area too large for a grid; the
    total is looked at before anything is unpacked.
    """
    with path.open("rb") as file:
        entries = read_entries(file)
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise _too_large()
        sheets = [e for e in entries if re.fullmatch(r"xl/worksheets/[^/]+\.xml", e.filename, re.IGNORECASE)]
        try:
            with zipfile.ZipFile(file) as archive:
                styles = padded_styles(_part(archive, "xl/styles.xml"))
                names = _names(archive)
                return {
                    names.get(sheet.filename.lower(), sheet.filename): _scan(archive, sheet, styles)
                    for sheet in sheets
                }
        except _DAMAGES:
            raise damaged() from None


def _scan(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo, styles: Mapping[int, Pattern]) -> SheetScan:
    found = SheetScan()
    with archive.open(sheet) as file:
        rest = b""
        while block := file.read(_BLOCK_BYTES):
            text = rest + block
            # A cell without a value ends two tags later; it must not be cut from what is in it.
            end = max(text.rfind(b"</c>"), text.rfind(b":c>")) + 4
            if end < 4:
                end = max(0, text.rfind(b"<"))
            found.scan(text[:end], styles)
            rest = text[end:]
            if len(rest) > 2 * _BLOCK_BYTES + MIB:
                found.scan(rest, styles)
                rest = rest[-_BLOCK_BYTES:] if b"<" in rest[-_BLOCK_BYTES:] else b""
        found.scan(rest, styles)
    return found


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet by its part within the archive, in lower case."""
    targets = {}
    for tag in _RELATION.findall(_part(archive, "xl/_rels/workbook.xml.rels")):
        target = _attribute(tag, "Target")
        targets[_attribute(tag, "Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return {
        targets.get(_attribute(tag, "(?:\\w+:)id"), "").lower(): _attribute(tag, "name")
        for tag in _SHEET.findall(_part(archive, "xl/workbook.xml"))
    }


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape(match[1] or match[2] or "") if match else ""


def _part(archive: zipfile.ZipFile, name: str) -> str:
    """A small part of the workbook as text; empty when it is not there or not small."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return ""
    if info.file_size > _PART_BYTES:
        return ""
    return archive.read(info).decode("utf-8", errors="replace")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large() -> Invalid:
    message = _(
        "Bảng tính quá lớn để đọc (tối đa %(cells)s ô kể cả ô trống giữa các ô có dữ liệu). "
        "Hãy xoá định dạng và ô thừa ở cuối trang, hoặc lưu dưới dạng CSV.",
        cells=format_number(MAX_SHEET_CELLS),
    )
    return Invalid([Problem("file", "workbook_too_large", message)])


def damaged() -> Invalid:
    """The workbook cannot be read to its end."""
    message = _("Không mở được bảng tính: tệp bị hỏng. Hãy mở và lưu lại bằng Excel hoặc LibreOffice.")
    return Invalid([Problem("file", "damaged", message)])
