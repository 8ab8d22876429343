"""JSON, NDJSON and GeoJSON as rows: nothing of a record is lost, numbers are as the file writes them."""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.tabular.reading import json_cursor
from portal.tabular.reading.vietnamese import composed
from tests.unit.tabular.tables import read, refusal_of, rows_of


def test_records_are_rows_and_all_their_keys_columns_in_order_of_appearance() -> None:
    text = '[{"mã": "001", "tên": "A"}, {"tên": "B", "số": 2}, {}, {"mã": null, "đạt": true}]'
    assert rows_of(text, "a.json") == [
        ["mã", "tên", "số", "đạt"],
        ["001", "A", "", ""],
        ["", "B", "2", ""],
        ["", "", "", "true"],
    ]


@pytest.mark.parametrize(
    "number",
    [
        "12345678901234567890",
        "1.10",
        "1e400",
        "-0",
        "0.1000000000000000055511151231257827",
        "1E5",
        "9" * 5000,
    ],
)
def test_numbers_are_as_written(number: str) -> None:
    assert rows_of(f'[{{"a": {number}, "b": [{number}]}}]', "a.json")[1] == [number, f"[{number}]"]
    assert rows_of(f'{{"a": {number}}}\n', "a.ndjson")[1] == [number]


@pytest.mark.parametrize(
    "wrapper",
    [
        '{"data": %s}',
        '{"result": {"records": %s}}',
        '{"success": true, "result": {"total": 2, "records": %s}}',
    ],
)
def test_records_are_found_in_what_wraps_them(wrapper: str) -> None:
    rows, report = read(wrapper % '[{"a": 1}, {"a": 2}]', "a.json")
    assert rows == [["a"], ["1"], ["2"]]
    assert report.source.member in ("data", "result.records")


def test_objects_are_columns_of_their_own_and_lists_are_json() -> None:
    text = '[{"địa chỉ": {"phường": "Láng", "số": 1.0}, "lớp": [1, {"a": "Đ"}]}]'
    assert rows_of(text, "a.json") == [
        ["địa chỉ.phường", "địa chỉ.số", "lớp"],
        ["Láng", "1.0", '[1,{"a":"Đ"}]'],
    ]


def test_each_line_of_an_ndjson_is_a_row() -> None:
    rows, report = read('{"a": 1}\n\n{"a": 2, "b": "x"}\n', "a.ndjson")
    assert rows == [["a", "b"], ["1", ""], ["2", "x"]]
    assert report.source.format == "ndjson"


def test_a_bad_line_is_named() -> None:
    problem = refusal_of('{"a": 1}\n{"a": 2}\n{"a": \n{"a": 3}\n', "a.ndjson")
    assert problem.code == "broken_json"
    assert "dòng 3" in problem.message


def test_a_geometry_is_json_in_a_column_of_that_name() -> None:
    point = '{"type":"Point","coordinates":[105.80,21.0]}'
    feature = f'{{"type": "Feature", "id": 7, "properties": {{"tên": "A"}}, "geometry": {point}}}'
    rows, report = read(f'{{"type": "FeatureCollection", "features": [{feature}]}}', "a.geojson")
    assert rows == [["id", "tên", "geometry"], ["7", "A", point]]
    assert (report.source.format, report.warnings) == ("geojson", ())


def test_memory_does_not_grow_with_the_number_of_records() -> None:
    """A document of several megabytes, longer than any piece read at once."""
    records = [{"mã": f"{n:06d}", "tên": "Trường " * 5} for n in range(60_000)]
    rows = rows_of(json.dumps({"data": records}, ensure_ascii=False), "a.json")
    assert len(rows) == 60_001
    assert rows[-1] == ["059999", "Trường " * 5]


@pytest.mark.parametrize("name", ["a.json", "a.geojson"])
@pytest.mark.parametrize(
    "text", ['[{"a": 1}, {"a": ', '{"data": [{"a": 1} {"a": 2}]}', '[{"a": 1},]', '[{"a": 1}] x']
)
def test_a_broken_document_is_refused_with_the_place(name: str, text: str) -> None:
    problem = refusal_of(text, name)
    assert problem.code == "broken_json"
    assert "ký tự thứ" in problem.message


@pytest.mark.parametrize("inner", ["[" * 2000 + "]" * 2000, '{"a":' * 400 + "1" + "}" * 400, "[" * 100_000])
def test_deep_nesting_is_refused(inner: str) -> None:
    assert refusal_of(f'[{{"a": {inner}}}]', "a.json").code in ("nesting", "broken_json")


def test_a_value_that_is_too_long_is_refused() -> None:
    assert refusal_of(json.dumps([{"a": "x" * 9_000_000}]), "a.json").code == "field_too_long"


def test_too_many_keys_are_refused() -> None:
    records = [{f"k{n}": 1 for n in range(at, at + 10)} for at in range(0, 1100, 10)]
    assert refusal_of(json.dumps(records), "a.json").code == "too_many_columns"


def test_objects_of_too_many_keys_stay_json() -> None:
    rows = rows_of(json.dumps([{"id": "1", "giờ": {f"k{n}": n for n in range(1100)}}]), "a.json")
    assert rows[0] == ["id", "giờ"]
    assert json.loads(rows[1][1])["k1099"] == 1099


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[]", "a.json"),
        ("[{}]", "a.json"),
        ('{"type": "FeatureCollection", "features": []}', "a.geojson"),
        ('{"data": []}', "a.json"),
        ("{}", "a.json"),
    ],
)
def test_a_document_without_records_is_an_empty_table(text: str, name: str) -> None:
    assert refusal_of(text, name).code == "empty_table"


def test_of_several_lists_the_one_called_as_records_is_read_and_the_others_named() -> None:
    text = '{"result": {"fields": [{"id": "a"}, {"id": "b"}], "records": [{"a": 1}], "note": "x"}}'
    rows, report = read(text, "a.json")
    assert rows == [["a"], ["1"]]
    assert report.source.members == ("result.records", "result.fields")
    (warning,) = report.warnings
    assert warning.code == "other_members"
    assert "result.fields, result.note" in warning.message
    assert rows_of(text, "a.json", member="result.fields") == [["id"], ["a"], ["b"]]
    assert refusal_of(text, "a.json", member="x").code == "unknown_member"


def test_a_key_that_comes_twice_keeps_both_values() -> None:
    assert rows_of('[{"a": 1, "a": 2}]', "a.json") == [["a", "a_2"], ["1", "2"]]


def test_keys_that_would_be_one_name_keep_their_values() -> None:
    rows = rows_of('[{"a.b": 1, "a": {"b": 2}, "": 3}]', "a.json")
    assert rows == [["a.b", "a.b_2", "cot_3"], ["1", "2", "3"]]


def test_signs_stored_apart_are_joined_and_nul_left_out_and_told() -> None:
    rows, report = read('[{"te\\u0302n": "A\\u0000B", "b": "a\\u0300"}]', "a.json")
    assert rows == [["tên", "b"], ["AB", "à"]]
    assert [w.code for w in report.warnings] == ["nul_characters", "joined_letters"]


def test_half_a_character_stays_an_escape() -> None:
    assert rows_of('[{"a": "x\\ud83d"}]', "a.json")[1] == ["x\\ud83d"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_old_encodings_are_read(encoding: str) -> None:
    text = '[{"tên": "Trường tiểu học Nghĩa Đô", "số": 1}]'
    if encoding == "cp1258":
        text = "".join(_half_apart(char) for char in text)
    assert rows_of(text.encode(encoding), "a.json") == [["tên", "số"], ["Trường tiểu học Nghĩa Đô", "1"]]


def _half_apart(char: str) -> str:
    """A letter and its tone, as windows-1258 stores them; â, ă, ê, ô, ơ, ư are letters of their own."""
    apart = unicodedata.normalize("NFD", char)
    tone = next((mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
    return unicodedata.normalize("NFC", apart.replace(tone, "")) + tone if tone else char


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("aZ09 đĐéạ\u0300\u0302\"'\\\n\t,:.[]{}-\U0001f600\ufeff\x1f", max_size=20)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abđ.", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.lists(
    st.dictionaries(st.sampled_from("abcdeé"), SCALARS | st.lists(VALUES, max_size=3), max_size=5), max_size=8
)


def meant(value: object) -> object:
    """What a cell should hold: text, or a list of values, letters joined to their signs."""
    if isinstance(value, list):
        return [_joined(item) for item in value]
    if value is None or isinstance(value, str):
        return composed(value or "")
    return json.dumps(value)


def _joined(value: object) -> object:
    match value:
        case str():
            return composed(value)
        case list():
            return [_joined(item) for item in value]
        case dict():
            return {key: _joined(item) for key, item in value.items()}
        case _:
            return value


@settings(max_examples=200)
@given(
    records=RECORDS,
    wrapper=st.sampled_from(["%s", '{"n": 1, "data": %s}', '{"result": {"records": %s}}']),
    indent=st.sampled_from([None, 1]),
    is_ascii=st.booleans(),
    piece=st.integers(1, 60),
)
def test_every_value_survives(
    records: list[dict[str, object]], wrapper: str, indent: int | None, is_ascii: bool, piece: int
) -> None:
    names = list(dict.fromkeys(key for record in records for key in record))
    rows = [[meant(record.get(name)) for name in names] for record in records]
    rows = [row for row in rows if any(cell != "" for cell in row)]
    assume(rows)
    text = wrapper % json.dumps(records, indent=indent, ensure_ascii=is_ascii)
    # However the file is cut into the pieces that are in memory.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_cursor, "_CHUNK", piece)
        found = rows_of(text, "a.json", keep_totals=True)
    assert found[0] == names
    assert len(found) == len(rows) + 1
    for cells, row in zip(found[1:], rows, strict=True):
        read_back = (json.loads(c) if isinstance(v, list) else c for c, v in zip(cells, row, strict=True))
        assert list(read_back) == row


@settings(max_examples=50)
@given(records=RECORDS)
def test_lines_hold_the_same_as_a_list(records: list[dict[str, object]]) -> None:
    assume(any(value not in (None, "") for record in records for value in record.values()))
    lines = "".join(json.dumps(record) + "\n" for record in records)
    assert rows_of(lines, "a.ndjson", keep_totals=True) == rows_of(
        json.dumps(records), "a.json", keep_totals=True
    )


@given(
    text=st.text('[]{}",:ab01 \n\\', max_size=40), name=st.sampled_from(["a.json", "a.ndjson", "a.geojson"])
)
def test_no_text_makes_more_than_a_sentence(text: str, name: str) -> None:
    with suppress(Invalid):
        read(text, name)


def test_a_mistake_is_told_where_it_is_and_not_at_the_end_of_the_file() -> None:
    text = '[{"a": 1}, {"a": oops}' + ', {"a": 2}' * 200_000 + "]"
    problem = refusal_of(text, "a.json")
    assert problem.code == "broken_json"
    assert "ký tự thứ 18" in problem.message


def test_features_without_geometry_are_features_still() -> None:
    features = '{"type":"Feature","properties":{"a":1},"geometry":null},' * 2 + (
        '{"type":"Feature","properties":null,"geometry":null},{"type":"Feature","properties":null,"geometry":null}'
    )
    rows = rows_of(f'{{"type":"FeatureCollection","features":[{features}]}}', "a.geojson")
    assert rows == [["a", "geometry"], ["1", ""], ["1", ""]]


def test_coordinates_of_another_system_are_told() -> None:
    point = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[587654.1,2325678.2]}}'
    report = read(f'{{"type":"FeatureCollection","features":[{point}]}}', "a.geojson")[1]
    assert [w.code for w in report.warnings] == ["projected_coordinates"]


def test_a_bare_geometry_is_one_row() -> None:
    assert rows_of('{"type":"Point","coordinates":[105.8,21.0]}', "a.geojson") == [
        ["geometry"],
        ['{"type":"Point","coordinates":[105.8,21.0]}'],
    ]


def test_lists_of_cells_have_their_header_found() -> None:
    assert rows_of('[["mã","số"],["001",1.50],["002",null]]', "a.json") == [
        ["mã", "số"],
        ["001", "1.50"],
        ["002", ""],
    ]


def test_a_list_of_plain_values_is_one_column() -> None:
    assert rows_of('["a", 1, null, "b"]', "a.json") == [["gia_tri"], ["a"], ["1"], ["b"]]


@pytest.mark.parametrize(
    "text",
    [
        '{"columns": ["mã", "số"], "index": [0, 1], "data": [["001", 2], ["002", 3]]}',
        '{"fields": [{"id": "mã", "type": "text"}, {"id": "số"}], "records": [["001", 2], ["002", 3]]}',
        '{"meta": {"columns": [{"name": "x"}]}, "headers": ["mã", "số"], "rows": [["001", 2], ["002", 3]]}',
    ],
)
def test_rows_of_cells_get_the_names_that_lie_beside_them(text: str) -> None:
    rows, report = read(text, "a.json")
    assert rows == [["mã", "số"], ["001", "2"], ["002", "3"]]
    assert report.source.header_row is None


@pytest.mark.parametrize("text", ["{a: 1}", "{", '{"a": 1\n{"a": 2}\n'])
def test_lines_that_are_no_json_are_named(text: str) -> None:
    assert "dòng 1" in refusal_of(text, "a.ndjson").message


def test_bare_geometries_are_rows_of_their_own() -> None:
    points = [f'{{"type":"Point","coordinates":[105.{n}0,21]}}' for n in (1, 2)]
    text = f'{{"type":"GeometryCollection","geometries":[{",".join(points)}]}}'
    assert rows_of(text, "a.geojson") == [["geometry"], *([point] for point in points)]


def test_tabs_and_line_ends_inside_texts_do_no_harm() -> None:
    assert rows_of('[{"a":"x\ty\nz"}]', "a.json")[1] == ["x\ty\nz"]


def test_a_sign_behind_an_escape_does_not_break_it() -> None:
    cell = rows_of('[{"a": ["x\\n\u0300", "e\u0302"]}]', "a.json")[1][0]
    assert json.loads(cell) == ["x\n\u0300", "ê"]
