"""A workbook of one sheet, written as it is sent: DuckDB makes the XML of the rows, here they are packed.

ECMA-376 part 1, SpreadsheetML. Cells bear no addresses: readers count them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from xml.sax.saxutils import escape

from portal.errors import Invalid, Problem
from portal.i18n import format_number
from portal.i18n import gettext as _
from portal.tabular.columns import Column, ColumnType
from portal.tabular.export.plan import ExportOptions, Plan, Rows, quoted

MOST_ROWS = 1_048_575
"""What a sheet holds below its heading."""
MOST_CHARS = 32_767
"""What a cell holds: more is cut, with an ellipsis at its end."""

# What XML cannot hold is written _xHHHH_ (ST_Xstring); so a text that looks like that is told apart.
_CONTROLS = [chr(n) for n in (*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)]
_SPECIAL = r"[&<>\x{1}-\x{8}\x{b}-\x{1f}\x{fffe}\x{ffff}]|_x[0-9A-Fa-f]{4}_"
_LONG_CELL_BYTES = 400
_UNQUOTED = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01', NEW_LINE '\\n'"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATE, _MOMENT, _HEADING = 1, 2, 3
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def xlsx_plan(rows: Rows, _options: ExportOptions) -> Plan:
    """Texts as texts, numbers as numbers, days as days. Raises `Invalid` past the end of a sheet."""
    refuse_past_the_end(rows.row_count or 0)
    cells = ", ".join(_cell(column) for column in rows.columns)
    is_huge = (rows.row_count or 0) * len(rows.columns) * _LONG_CELL_BYTES >= zipfile.ZIP64_LIMIT
    pack = partial(_packed, _opening(rows.columns), is_huge)
    return Plan(f"concat('<row>', {cells}, '</row>')", _UNQUOTED, pack=pack)


def refuse_past_the_end(row_count: int) -> None:
    """Raise `Invalid` for more rows than a sheet holds."""
    if row_count > MOST_ROWS:
        message = _(
            "Bảng có %(count)s dòng, một trang tính Excel chỉ chứa được %(most)s dòng. "
            "Hãy lọc bớt, hoặc tải dạng CSV hay Parquet.",
            count=format_number(row_count),
            most=format_number(MOST_ROWS),
        )
        raise Invalid([Problem("format", "too_many_rows", message)])


def _cell(column: Column) -> str:
    """The SQL of a cell as XML."""
    name = quoted(column.key)
    match column.type:
        case ColumnType.INTEGER:  # Excel keeps 15 digits
            return _either(
                f"{name} BETWEEN -999999999999999 AND 999999999999999",
                _number(f"CAST({name} AS VARCHAR)"),
                name,
            )
        case ColumnType.NUMBER:
            return _either(f"isfinite({name})", _number(f"CAST({name} AS VARCHAR)"), name)
        case ColumnType.BOOLEAN:
            return f"coalesce('<c t=\"b\"><v>' || CAST({name} AS INTEGER) || '</v></c>', '<c/>')"
        case ColumnType.DATE:
            serial = f"CAST(datediff('day', DATE '1899-12-30', {name}) AS VARCHAR)"
            return _either(_is_in_calendar(name), _number(serial, _DATE), name)
        case ColumnType.DATETIME:
            serial = f"CAST(epoch_us({name}) / 86400000000.0 + 25569 AS VARCHAR)"
            return _either(_is_in_calendar(name), _number(serial, _MOMENT), name)
        case _:
            return _text(name)


def _either(condition: str, cell: str, name: str) -> str:
    """What the sheet can hold as `cell`, the rest as text."""
    return f"CASE WHEN {condition} THEN {cell} ELSE {_text(f'CAST({name} AS VARCHAR)')} END"


def _is_in_calendar(name: str) -> str:
    """Excel counts days from 1900 and believes in a 29 February of that year."""
    return f"{name} >= DATE '1900-03-01' AND {name} < DATE '10000-01-01'"


def _number(digits: str, style: int = 0) -> str:
    attribute = f' s="{style}"' if style else ""
    return f"concat('<c{attribute}><v>', {digits}, '</v></c>')"


def _text(text: str) -> str:
    cut = f"CASE WHEN length({text}) > {MOST_CHARS} THEN {text}[:{MOST_CHARS - 1}] || '…' ELSE {text} END"
    escaped = f"CASE WHEN regexp_matches({text}, '{_SPECIAL}') THEN {_escaped(cut)} ELSE {cut} END"
    return f"coalesce('<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || {escaped} || '</t></is></c>', '<c/>')"


def _escaped(text: str) -> str:
    text = f"regexp_replace({text}, '_(x[0-9A-Fa-f]{{4}}_)', '_x005F_\\1', 'g')"
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = f"replace({text}, '{char}', '{entity}')"
    for char in _CONTROLS:
        text = f"replace({text}, chr({ord(char)}), '_x{ord(char):04X}_')"
    return text


def _opening(columns: Iterable[Column]) -> bytes:
    """The sheet up to its heading: a frozen, bold first row, columns as wide as their names or values."""
    names = [column.name for column in columns]
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{min(max(len(name) + 2, 11), 40)}" customWidth="1"/>'
        for at, name in enumerate(names, 1)
    )
    cells = "".join(
        f'<c s="{_HEADING}" t="inlineStr"><is><t xml:space="preserve">{_heading(name)}</t></is></c>'
        for name in names
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{cells}</row>"
    ).encode()


def _heading(name: str) -> str:
    kept = "".join(" " if char in _CONTROLS else char for char in name)
    return escape(kept[:MOST_CHARS], {"\r": "&#13;"})


class _Sink:
    """Takes what zipfile writes, to be fetched between two writes."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._blocks.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def taken(self) -> bytes:
        """What was written since the last call."""
        blocks, self._blocks = self._blocks, []
        return b"".join(blocks)


def _packed(opening: bytes, is_huge: bool, rows: Iterator[bytes]) -> Iterator[bytes]:
    """The workbook as a ZIP archive, in blocks; `is_huge`: the sheet may pass 2 GB before it is packed."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        for name, text in _PARTS.items():
            archive.writestr(name, _XML + text)
        # Only then: some older readers of workbooks do not know the form that holds more.
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=is_huge) as sheet:
            sheet.write(opening)
            yield sink.taken()
            for block in rows:
                sheet.write(block)
                if packed := sink.taken():
                    yield packed
            sheet.write(b"</sheetData></worksheet>")
    yield sink.taken()
