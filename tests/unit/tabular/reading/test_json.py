"""JSON, NDJSON and GeoJSON as rows: nothing of a record is lost, numbers are as the file writes them."""

from __future__ import annotations

import json

import pytest

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
