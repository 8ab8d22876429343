"""What an export holds in each format."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portal.errors import Invalid
from portal.i18n import use_language
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.export.exporter import Exporter
from portal.tabular.export.formats import EXPORTS
from portal.tabular.export.guard import guard_formula
from portal.tabular.export.plan import ExportOptions, Rows
from portal.tabular.export.sheet import MOST_CHARS, MOST_ROWS
from tests.unit.tabular.export.conftest import Exported, content
from tests.unit.tabular.export.stored import CITY, stored_table

SCHOOL = (
    *("001", 'Trường "Chu Văn An", Tây Hồ\nCơ sở 1', 32, 1234.5, True),
    *(date(1908, 5, 9), datetime(2026, 11, 27, 7, 30, 15), 21.0425, 105.8344),
)
EMPTY = (None,) * len(CITY)
TEXT_COLUMN = Column("ten", "Tên", ColumnType.TEXT)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t<&>\"'"), min_size=1)
CONTROLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
TRICKY = st.text(st.sampled_from('=+-@\t\r\n",;0.5 a%A_x<&>'), min_size=1, max_size=8)
AS_OFTEN_AS_NEEDED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def schools(tmp_path: Path) -> Table:
    return stored_table(tmp_path, CITY, [SCHOOL, EMPTY])


def parsed(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


# CSV and TSV


def test_csv_has_the_headings_of_the_file_and_plain_values(schools: Table, exported: Exported) -> None:
    heading, school, empty = parsed(exported(schools, "csv"))
    assert heading == [column.name for column in CITY]
    assert school == [
        *("001", 'Trường "Chu Văn An", Tây Hồ\nCơ sở 1', "32", "1234.5", "true"),
        *("1908-05-09", "2026-11-27 07:30:15", "21.0425", "105.8344"),
    ]
    assert empty == [""] * len(CITY)


def test_csv_ends_lines_as_rfc_4180_says(tmp_path: Path, exported: Exported) -> None:
    table = stored_table(tmp_path, [TEXT_COLUMN], [["Đà Nẵng"]])
    assert exported(table, "csv") == "Tên\r\nĐà Nẵng\r\n".encode()


def test_the_mark_is_there_when_asked_for_and_for_excel(tmp_path: Path, exported: Exported) -> None:
    table = stored_table(tmp_path, [TEXT_COLUMN], [["Huế"]])
    assert exported(table, "csv", has_mark=True) == "\ufeffTên\r\nHuế\r\n".encode()
    assert exported(table, "csv-excel") == "\ufeffTên\r\nHuế\r\n".encode()


def test_tsv_parts_cells_by_tabs(schools: Table, exported: Exported) -> None:
    rows = parsed(exported(schools, "tsv"), "\t")
    assert rows == parsed(exported(schools, "csv"))


@AS_OFTEN_AS_NEEDED
@given(st.lists(TEXTS | TRICKY, min_size=1, max_size=30))
def test_csv_differs_from_the_values_by_the_guard_only(
    tmp_path_factory: pytest.TempPathFactory, exported: Exported, cells: list[str]
) -> None:
    columns = [Column("stt", "STT", ColumnType.INTEGER), TEXT_COLUMN]
    table = stored_table(tmp_path_factory.mktemp("t"), columns, list(enumerate(cells)))
    raw, guarded = exported(table, "csv", is_raw=True), exported(table, "csv")
    assert [row[1] for row in parsed(raw)[1:]] == cells
    assert [row[1] for row in parsed(guarded)[1:]] == [guard_formula(cell) for cell in cells]


FORMULAS = "=1+1 =cmd|'x'!A0 @SUM(A1) +cmd|x -2+3 -2+3+cmd|x +84-912-345 -a +a --1 +(1)"
NUMBERS = "-5 +5 -1.234,5 -1,234.5 -.5 -5% -2e-3 +84912345678 - -- --- 001 a=b a+b x@y.vn '=1 1-2 (5)"
HARMFUL = [*FORMULAS.split(" "), "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "-5 kg"]
HARMLESS = [*NUMBERS.split(" "), "+84 912 345 678", "+84\u00a0912", " =1", "Ất", "đ", "Z", "9:", ";"]


def test_what_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path: Path, exported: Exported) -> None:
    table = stored_table(tmp_path, [TEXT_COLUMN], [[cell] for cell in HARMFUL])
    assert [row[0] for row in parsed(exported(table, "csv"))[1:]] == [f"'{cell}" for cell in HARMFUL]
    assert [guard_formula(cell) for cell in HARMFUL] == [f"'{cell}" for cell in HARMFUL]


def test_numbers_and_plain_words_get_none(tmp_path: Path, exported: Exported) -> None:
    table = stored_table(tmp_path, [TEXT_COLUMN], [[cell] for cell in HARMLESS])
    assert [row[0] for row in parsed(exported(table, "csv"))[1:]] == HARMLESS
    assert [guard_formula(cell) for cell in HARMLESS] == HARMLESS


def test_a_heading_is_guarded_too(tmp_path: Path, exported: Exported) -> None:
    table = stored_table(tmp_path, [Column("c_1", "=1", ColumnType.INTEGER)], [[-1]])
    assert exported(table, "csv") == b"'=1\r\n-1\r\n"
    assert exported(table, "csv", is_raw=True) == b"=1\r\n-1\r\n"


# JSON


def test_json_holds_values_by_key_as_what_they_are(schools: Table, exported: Exported) -> None:
    school, empty = json.loads(exported(schools, "json"))
    assert school == {
        "ma": "001",
        "ten": 'Trường "Chu Văn An", Tây Hồ\nCơ sở 1',
        "so_lop": 32,
        "dien_tich": 1234.5,
        "con_day": True,
        "ngay": "1908-05-09",
        "luc": "2026-11-27T07:30:15",
        "vi_do": 21.0425,
        "kinh_do": 105.8344,
    }
    assert empty == dict.fromkeys(school)


def test_ndjson_is_one_object_a_line(schools: Table, exported: Exported) -> None:
    lines = exported(schools, "ndjson").decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == json.loads(exported(schools, "json"))


@AS_OFTEN_AS_NEEDED
@given(
    st.lists(
        TEXTS
        | TRICKY
        | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
    )
)
def test_json_changes_no_text(
    tmp_path_factory: pytest.TempPathFactory, exported: Exported, cells: list[str]
) -> None:
    table = stored_table(tmp_path_factory.mktemp("t"), [TEXT_COLUMN], [[cell] for cell in cells])
    assert json.loads(exported(table, "json")) == [{"ten": cell} for cell in cells]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("csv", b"T\xc3\xaan\r\n"),
        ("json", b"[\n\t\n]\n"),
        ("ndjson", b""),
        ("geojson", b'{"type": "FeatureCollection", "features": [\n\t\n]\n}\n'),
    ],
)
def test_a_table_without_rows_is_whole_in_every_format(
    tmp_path: Path, exported: Exported, code: str, expected: bytes
) -> None:
    columns = [Column("g", "Hình", ColumnType.GEOMETRY)] if code == "geojson" else [TEXT_COLUMN]
    assert exported(stored_table(tmp_path, columns, []), code) == expected


# GeoJSON


def test_points_come_from_latitude_and_longitude(schools: Table, exported: Exported) -> None:
    collection = json.loads(exported(schools, "geojson"))
    assert collection["type"] == "FeatureCollection"
    school, empty = collection["features"]
    assert school["type"] == "Feature"
    assert school["geometry"] == {"type": "Point", "coordinates": [105.8344, 21.0425]}
    assert school["properties"]["ma"] == "001"
    assert empty["geometry"] is None


def test_a_geometry_column_is_the_geometry(tmp_path: Path, exported: Exported) -> None:
    shape = '{"type":"LineString","coordinates":[[105.8,21.0],[105.9,21.1]]}'
    columns = [Column("hinh", "Hình", ColumnType.GEOMETRY), TEXT_COLUMN]
    table = stored_table(tmp_path, columns, [[shape, "Phố Huế"], [None, "Chưa vẽ"]])
    drawn, bare = json.loads(exported(table, "geojson"))["features"]
    assert drawn == {"type": "Feature", "geometry": json.loads(shape), "properties": {"ten": "Phố Huế"}}
    assert bare["geometry"] is None
    assert json.loads(exported(table, "json"))[0]["hinh"] == json.loads(shape)


def test_a_table_without_places_is_no_geojson(tmp_path: Path, exported: Exported) -> None:
    with pytest.raises(Invalid) as caught:
        exported(stored_table(tmp_path, [TEXT_COLUMN], [["Huế"]]), "geojson")
    assert caught.value.problems[0].code == "no_geometry"


# Parquet


def test_parquet_holds_the_columns_with_their_types_and_nothing_of_the_portal(
    schools: Table, exported: Exported, tmp_path: Path
) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(exported(schools, "parquet"))
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        assert [(name, str(kind)) for name, kind, *_ in found.description or ()] == [
            (column.key, {"VARCHAR": "VARCHAR"}.get(column.type.sql, column.type.sql)) for column in CITY
        ]
        assert found.fetchall() == [SCHOOL, EMPTY]


# XLSX


def sheet_of_openpyxl(data: bytes) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return list(book["data"].iter_rows(values_only=True))


def sheet_of_calamine(data: bytes) -> list[tuple[Any, ...]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [tuple(None if cell == "" else cell for cell in row) for row in sheet.to_python()]


def test_both_readers_find_the_values_in_a_workbook(tmp_path: Path, exported: Exported) -> None:
    data = exported(stored_table(tmp_path, CITY, [SCHOOL, EMPTY, SCHOOL]), "xlsx")
    own, other = sheet_of_openpyxl(data), sheet_of_calamine(data)
    assert own[0] == other[0] == tuple(column.name for column in CITY)
    expected = (*SCHOOL[:5], datetime(1908, 5, 9), *SCHOOL[6:])
    assert own[1] == own[3] == expected
    assert own[2] == other[2] == EMPTY
    assert other[1] == other[3] == (*SCHOOL[:5], date(1908, 5, 9), *SCHOOL[6:])


@AS_OFTEN_AS_NEEDED
@given(st.lists(TEXTS | TRICKY, min_size=1, max_size=20))
def test_a_workbook_changes_no_text(
    tmp_path_factory: pytest.TempPathFactory, exported: Exported, cells: list[str]
) -> None:
    columns = [Column("stt", "STT", ColumnType.INTEGER), TEXT_COLUMN]
    data = exported(stored_table(tmp_path_factory.mktemp("t"), columns, list(enumerate(cells))), "xlsx")
    assert [row[1] for row in sheet_of_openpyxl(data)[1:]] == cells
    assert [row[1] for row in sheet_of_calamine(data)[1:]] == cells


def as_moment(value: date) -> datetime:
    """A midnight may be read as a day."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


@AS_OFTEN_AS_NEEDED
@given(
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(lambda m: m.replace(microsecond=0)),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15) + 1, 10**15 - 1),
)
def test_numbers_days_and_moments_are_equal_in_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, exported: Exported, moment: datetime, number: float, whole: int
) -> None:
    columns = [
        Column("luc", "Lúc", ColumnType.DATETIME),
        Column("ngay", "Ngày", ColumnType.DATE),
        Column("so", "Số", ColumnType.NUMBER),
        Column("dem", "Đếm", ColumnType.INTEGER),
    ]
    row = [moment, moment.date(), number, whole]
    data = exported(stored_table(tmp_path_factory.mktemp("t"), columns, [row]), "xlsx")
    for found in (sheet_of_openpyxl(data)[1], sheet_of_calamine(data)[1]):
        assert as_moment(found[0]) == moment
        assert as_moment(found[1]) == datetime.combine(moment, time())
        assert found[2:] == (number, whole)


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        (Column("a", "A", ColumnType.INTEGER), 79098123456789012, "79098123456789012"),
        (Column("a", "A", ColumnType.INTEGER), -(2**63), "-9223372036854775808"),
        (Column("a", "A", ColumnType.DATE), date(1890, 5, 19), "1890-05-19"),
        (Column("a", "A", ColumnType.TEXT), "x" * 40_000, "x" * (MOST_CHARS - 1) + "…"),
        (Column("a", "A", ColumnType.TEXT), "=1+1", "=1+1"),
    ],
    ids=[
        "more digits than Excel keeps",
        "the least number",
        "before its calendar",
        "longer than a cell",
        "no formula",
    ],
)
def test_what_a_sheet_cannot_hold_is_text(
    tmp_path: Path, exported: Exported, column: Column, value: object, shown: str
) -> None:
    data = exported(stored_table(tmp_path, [column], [[value]]), "xlsx")
    assert sheet_of_openpyxl(data)[1] == sheet_of_calamine(data)[1] == (shown,)


def test_control_characters_are_written_as_excel_does(tmp_path: Path, exported: Exported) -> None:
    data = exported(stored_table(tmp_path, [TEXT_COLUMN], [["a\x01b"], ["_x0041_"]]), "xlsx")
    assert [row[0] for row in sheet_of_calamine(data)[1:]] in (
        ["a_x0001_b", "_x005F_x0041_"],
        ["a\x01b", "_x0041_"],
    )


def test_more_rows_than_a_sheet_holds_are_refused_clearly(tmp_path: Path, exporter: Exporter) -> None:
    small = stored_table(tmp_path, [TEXT_COLUMN], [["Huế"]])
    table = Table(small.path, small.version, small.columns, MOST_ROWS + 1)
    with pytest.raises(Invalid) as caught:
        exporter.of_table(table, EXPORTS["xlsx"], ExportOptions())
    assert caught.value.problems[0].code == "too_many_rows"
    assert "1.048.575" in caught.value.problems[0].message
    query = Rows(f"SELECT 'x' AS ten FROM range({MOST_ROWS + 1})", [TEXT_COLUMN])
    with pytest.raises(Invalid):
        exporter.of_query(query, EXPORTS["xlsx"], ExportOptions())


# All formats


@pytest.mark.parametrize("code", EXPORTS)
def test_formats_have_labels_in_the_language_of_the_reader(code: str) -> None:
    for spoken in ("vi", "en"):
        with use_language(spoken):
            assert EXPORTS[code].label


@pytest.mark.parametrize("code", EXPORTS)
def test_a_query_is_exported_like_a_table(
    schools: Table, exporter: Exporter, exported: Exported, code: str
) -> None:
    whole = Rows.of_table(schools)
    rows = Rows(f"{whole.sql} WHERE ma = ? OR ma IS NULL", whole.columns, [*whole.parameters, "001"])
    made = content(exporter.of_query(rows, EXPORTS[code], ExportOptions()))
    if code == "xlsx":
        assert sheet_of_openpyxl(made) == sheet_of_openpyxl(exported(schools, code))
    else:
        assert made == exported(schools, code)


@pytest.mark.parametrize("code", EXPORTS)
def test_a_cell_of_several_megabytes_passes(tmp_path: Path, exported: Exported, code: str) -> None:
    columns = [TEXT_COLUMN, *CITY[-2:]]
    data = exported(stored_table(tmp_path, columns, [["=" + "é\n" * 2_000_000, 21.0, 105.0]]), code)
    assert len(data) > (100 if code in ("xlsx", "parquet") else 6_000_000)
