"""What is known of the columns of a table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.api.resources.conftest import COUNT, KEYS, Schools


def test_a_resource_says_how_large_it_is_and_where_its_parts_are(api: Schools) -> None:
    answer = api.json("")

    assert (answer["row_count"], answer["column_count"], answer["version"]) == (COUNT, 9, 2)
    paths = [answer["links"]["rows"], answer["links"]["exports"]["csv"], answer["links"]["columns"]]
    assert [url.replace("http://localhost", "") for url in paths] == [
        api.path("/rows"),
        api.path("/export.csv"),
        api.path("/columns"),
    ]
    assert {"json", "xlsx", "parquet", "geojson", "tsv", "ndjson"} <= set(answer["links"]["exports"])


def test_columns_stand_in_the_order_of_the_file_with_what_they_hold(api: Schools) -> None:
    columns = {c["key"]: c for c in api.json("/columns")["columns"]}

    assert list(columns) == KEYS
    assert columns["ngay_thanh_lap"] == {
        "key": "ngay_thanh_lap",
        "name": "Ngày thành lập",
        "label": "Ngày thành lập",
        "description": "",
        "unit": "",
        "type": "date",
        "format": "dd/mm/yyyy",
        "semantic": "date",
        "example": "2020-02-02",
    }
    assert columns["vi_do"]["semantic"] == "latitude"


def test_columns_bring_what_the_data_dictionary_says(api: Schools) -> None:
    column = next(c for c in api.json("/columns")["columns"] if c["key"] == "so_hoc_sinh")
    assert (column["label"], column["unit"]) == ("Sĩ số", "học sinh")
    assert column["description"] == "Tính đến đầu năm học."


def test_the_profile_tells_how_full_and_varied_a_column_is(api: Schools) -> None:
    profile = {c["key"]: c for c in api.json("/profile")["columns"]}

    pupils = profile["so_hoc_sinh"]
    assert (pupils["filled"], pupils["empty"], pupils["least"], pupils["most"]) == (245, 5, 10, 2490)
    assert sum(bar["count"] for bar in pupils["bins"]) == 245
    assert profile["quan"]["top"][0] == {"value": "Ba Đình", "count": 84}
    assert profile["ngay_thanh_lap"]["name"] == "Ngày thành lập"


@pytest.mark.parametrize("part", ["", "/columns", "/profile", "/facets?facet=quan"])
def test_what_did_not_change_is_not_sent_again(api: Schools, part: str) -> None:
    first = api.client.get(api.path(part))
    again = api.client.get(api.path(part), headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert 'rel="canonical"' in first.headers["Link"]
    assert "version=2" in first.headers["Link"]


def facet(api: Schools, arguments: Any) -> dict[str, list[tuple[str, int]]]:
    answer = api.json("/facets", arguments)
    return {f["key"]: [(v["value"], v["count"]) for v in f["values"]] for f in answer["facets"]}


def test_facets_count_the_rows_of_the_question(api: Schools) -> None:
    found = facet(api, {"facet": ["quan", "ngay_thanh_lap"], "where": "so_hoc_sinh < 100", "limit": 2})
    assert found == {
        "quan": [("Ba Đình", 3), ("Cầu Giấy", 3)],
        "ngay_thanh_lap": [("2020-02-02", 1), ("2020-03-03", 1)],
    }


def test_a_facet_ignores_the_filter_of_its_own_column_only(api: Schools) -> None:
    found = facet(api, {"facet": "quan,ma", "quan__exact": "Ba Đình", "diem__lte": "1.5", "limit": 5})
    assert found["quan"] == [("Ba Đình", 2), ("Cầu Giấy", 2), ("Đống Đa", 2)]
    assert found["ma"] == [("0001", 1), ("0004", 1)]


def test_columns_of_facets_may_be_called_by_their_headings(api: Schools) -> None:
    assert list(facet(api, {"facet": '"Số học sinh"', "limit": 1})) == ["so_hoc_sinh"]


@pytest.mark.parametrize(
    ("arguments", "path", "code"),
    [
        ("", "facet", "required"),
        ("facet=nope", "facet", "unknown_column"),
        ("facet=quan&limit=0", "limit", "bad_number"),
        ("facet=quan&limit=1001", "limit", "bad_number"),
        ("facet=quan&where=x", "where", "unknown_column"),
        ("facet=quan&group=1", "group", "unknown_argument"),
    ],
)
def test_errors_name_the_argument(api: Schools, arguments: str, path: str, code: str) -> None:
    (error,) = api.errors("/facets", arguments)
    assert (error["path"], error["code"]) == (path, code)


def test_facets_of_a_long_question_come_by_post(api: Schools) -> None:
    answer = api.client.post(api.path("/facets"), json={"facet": ["quan"], "where": "diem <= 0.5"})
    assert [v["count"] for v in answer.get_json()["facets"][0]["values"]] == [1, 1]
