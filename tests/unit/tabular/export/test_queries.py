"""The answer to a question is exported with its own columns, in its own order, in every format."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.errors import Invalid
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.export.exporter import Exporter
from portal.tabular.export.formats import EXPORTS
from portal.tabular.export.plan import ExportOptions, Rows
from portal.tabular.query.arguments import parse_query
from tests.unit.tabular.export.conftest import content
from tests.unit.tabular.export.stored import CITY, stored_table

EMPTY = (None,) * 6
ROWS = [
    ("001", "Ấp Bắc", 8, *EMPTY[:4], 21.5, 105.5),
    ("002", "Đống Đa", 20, 3.5, True, date(1990, 1, 2), None, 21.0, 105.0),
    ("003", "An Khánh", None, *EMPTY),
    ("004", "đống đa", 30, *EMPTY[:4], 20.0, 106.0),
]


@pytest.fixture
def schools(tmp_path: Path) -> Table:
    return stored_table(tmp_path, CITY, ROWS)


def exported(exporter: Exporter, table: Table, code: str, *arguments: tuple[str, str]) -> bytes:
    rows = Rows.of_query(table, parse_query(arguments, table))
    return content(exporter.of_query(rows, EXPORTS[code], ExportOptions()))


def objects(exporter: Exporter, table: Table, *arguments: tuple[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(exported(exporter, table, "json", *arguments))
    return found


def test_question_is_answered_whole_whatever_its_page(exporter: Exporter, schools: Table) -> None:
    asked = (("select", "ma"), ("order_by", "-ten"), ("limit", "1"), ("offset", "1"))
    assert len(objects(exporter, schools, *asked)) == 4
    lines = exported(exporter, schools, "csv", ("ten__contains", "dong da"), ("select", "ten,so_lop"))
    assert lines.decode().splitlines() == ['"Tên, như trên quyết định",Số lớp', "Đống Đa,20", "đống đa,30"]


def test_rows_come_in_the_vietnamese_order_asked_for(exporter: Exporter, schools: Table) -> None:
    rows = objects(exporter, schools, ("select", "ten"), ("order_by", "ten"))
    assert [row["ten"].lower() for row in rows] == ["an khánh", "ấp bắc", "đống đa", "đống đa"]


def test_groups_are_exported_under_their_keys(exporter: Exporter, schools: Table) -> None:
    asked = (("group_by", "con_day"), ("aggregate", "count(*),sum(so_lop)"), ("order_by", "-count"))
    assert objects(exporter, schools, *asked) == [
        {"con_day": None, "count": 3, "sum_so_lop": 38},
        {"con_day": True, "count": 1, "sum_so_lop": 20},
    ]


def test_points_of_a_question_are_on_the_map(exporter: Exporter, schools: Table) -> None:
    asked = (("select", "ma,vi_do,kinh_do"), ("so_lop__gt", "10"))
    features = json.loads(exported(exporter, schools, "geojson", *asked))["features"]
    assert [f["geometry"]["coordinates"] for f in features] == [[105.0, 21.0], [106.0, 20.0]]


def test_middles_of_groups_are_on_the_map(exporter: Exporter, schools: Table) -> None:
    asked = (("aggregate", "count(*),avg(vi_do),avg(kinh_do)"), ("ten__contains", "dong da"))
    (feature,) = json.loads(exported(exporter, schools, "geojson", *asked))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [105.5, 20.5]}
    assert feature["properties"]["count"] == 2


def test_question_without_its_places_is_no_geojson(exporter: Exporter, schools: Table) -> None:
    with pytest.raises(Invalid) as refused:
        exported(exporter, schools, "geojson", ("select", "ma,vi_do"))
    assert refused.value.problems[0].code == "no_geometry"


def test_shapes_of_a_question_stay_shapes(exporter: Exporter, tmp_path: Path) -> None:
    columns = [Column("hinh", "Hình", ColumnType.GEOMETRY), Column("ten", "Tên", ColumnType.TEXT)]
    shape = {"type": "Point", "coordinates": [105.8, 21.0]}
    table = stored_table(tmp_path, columns, [[json.dumps(shape), "a"], [None, "b"]])
    collection = json.loads(exported(exporter, table, "geojson", ("ten__exact", "a")))
    assert [f["geometry"] for f in collection["features"]] == [shape]


@pytest.mark.parametrize("code", EXPORTS)
def test_every_format_takes_a_question(exporter: Exporter, schools: Table, code: str) -> None:
    asked = (("select", "ma,ten,vi_do,kinh_do,ngay"), ("where", "ma = '002' or ten is null"))
    assert len(exported(exporter, schools, code, *asked)) > 20


def test_rows_that_are_known_are_not_counted(schools: Table) -> None:
    assert Rows.of_query(schools, parse_query([("order_by", "ten")], schools)).row_count == 4
    assert Rows.of_query(schools, parse_query([("ma__exact", "001")], schools)).row_count is None
