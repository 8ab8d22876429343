"""Charts and maps over HTTP: figures without scripts, frames on other sites, what the scripts fetch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import create_app
from tests.factories import City, add_file, make_draft
from tests.integration.security.conftest import new_city
from tests.taking_in import take_in
from tests.visitors import Visitor

HOSTILE = "</script><script>alert(1)</script>"
SCHOOLS = [
    ("Trường An", "Đống Đa", 20, 21.01, 105.82),
    ("Trường Bình", "Đống Đa", 30, 21.012, 105.821),
    ("Trường Cao", "Ba Đình", 10, 21.03, 105.81),
    ("Trường Dân", HOSTILE, 5, "", ""),
]
ROWS = "Tên,Phường,Số lớp,Vĩ độ,Kinh độ\n" + "".join(f"{','.join(map(str, row))}\n" for row in SCHOOLS)
PEOPLE = "Họ và tên,Số CCCD,Tuổi\nNguyễn Thị Mẫu,001085012345,41\nTrần Văn Thử,079190054321,36\n"
AREAS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"Tên": "Hồ Tây"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[105.8, 21.04], [105.84, 21.04], [105.84, 21.08], [105.8, 21.04]]],
                },
            }
        ],
    }
)


@dataclass
class Place:
    """The portal and where its tables are."""

    app: Flask
    paths: dict[str, str]

    def get(self, name: str, query: str, login: str = "") -> TestResponse:
        visitor = Visitor(self.app.test_client())
        if login:
            visitor.sign_in(login)
        return visitor.get(f"{self.paths[name]}{query}")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    made = new_city(tmp_path_factory.mktemp("charts"))
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def place(city: City) -> Place:
    paths = {}
    with city.services() as services:
        tables = (
            ("truong", ROWS, "csv"),
            ("ho", AREAS, "geojson"),
            ("nhap", ROWS, "csv"),
            ("ma", "Mã,Ghi chú\nA01,x\nA02,y\n", "csv"),
        )
        for name, content, ending in tables:
            make_draft(services, name, title=f"Danh sách thử {name}")
            resource = add_file(services, name, content, f"{name}.{ending}")
            take_in(services, resource)
            if name != "nhap":
                services.records.publish(name)
            paths[name] = f"/dataset/{name}/resource/{resource.id}"
        held = add_file(services, "ma", PEOPLE, "nguoi.csv")
        take_in(services, held)
        paths["giu"] = f"/dataset/ma/resource/{held.id}"
    return Place(create_app(city.settings), paths)


def spec_of(answer: TestResponse) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" data-spec>(.*?)</script>', answer.text, re.DOTALL)
    assert found
    spec: dict[str, Any] = json.loads(found.group(1))
    return spec


def lines_of(answer: TestResponse) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", answer.text.partition("<tbody>")[2])
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_a_chart_alone_may_stand_in_frames_of_every_site(place: Place) -> None:
    answer = place.get("truong", "/embed?view=chart&x=phuong&y=sum(so_lop)")

    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert "<form" not in answer.text


@pytest.mark.parametrize("query", ["", "?view=chart", "/embed?view=table", "/map.json", "/place.json?row=1"])
def test_nothing_else_may(place: Place, query: str) -> None:
    answer = place.get("truong", query)

    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_what_only_some_may_see_is_never_for_frames(place: Place) -> None:
    for view in ("chart", "map"):
        answer = place.get("nhap", f"/embed?view={view}", login="steward")
        assert (answer.status_code, answer.headers["X-Frame-Options"]) == (404, "DENY")


def test_a_table_that_is_held_back_is_not_for_frames(place: Place) -> None:
    assert place.get("giu", "?view=chart&x=tuoi", login="steward").status_code == 200
    answer = place.get("giu", "/embed?view=chart&x=tuoi", login="steward")
    assert (answer.status_code, answer.headers["X-Frame-Options"]) == (404, "DENY")


def test_a_table_has_its_charts_under_its_own_record_only(place: Place) -> None:
    wrong = place.paths["truong"].replace("/dataset/truong/", "/dataset/ho/")
    for path in ("/embed", "/map.json", "/place.json?row=1"):
        assert Visitor(place.app.test_client()).get(wrong + path).status_code == 404


def test_figures_and_picture_need_no_script(place: Place) -> None:
    answer = place.get("truong", "/embed?x=phuong&y=sum(so_lop)&top=2")

    assert lines_of(answer) == [["Đống Đa", "50"], ["Ba Đình", "10"]]
    assert "Vẽ 2 nhóm lớn nhất trên 3 nhóm." in answer.text
    assert 'class="plot plot--wide"' in answer.text


def test_the_drawing_holds_the_same_groups_and_no_rows(place: Place) -> None:
    values = spec_of(place.get("truong", "/embed?x=phuong&y=sum(so_lop)"))["data"]["values"]

    assert [(row["x"], row["y"]) for row in values] == [("Đống Đa", 50), ("Ba Đình", 10), (HOSTILE, 5)]


def test_a_hostile_cell_stays_text(place: Place) -> None:
    answer = place.get("truong", "/embed?x=phuong")

    assert HOSTILE not in answer.text
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", answer.text) == []


def test_filters_of_the_table_narrow_the_chart(place: Place) -> None:
    answer = place.get("truong", "/embed?x=phuong&so_lop__gt=8&q=truong&utm_source=x")

    assert lines_of(answer) == [["Đống Đa", "2"], ["Ba Đình", "1"]]


def test_the_page_of_the_table_has_its_chart_with_form_link_and_code(place: Place) -> None:
    text = place.get("truong", "?view=chart&x=phuong&y=sum(so_lop)&so_lop__gt=8").text

    assert re.search(r'<option value="phuong" selected>', text)
    assert '<input type="hidden" name="so_lop__gt" value="8">' in text
    permalink = f"{place.paths['truong']}?so_lop__gt=8&amp;chart=bar&amp;x=phuong&amp;y=sum%28so_lop%29&amp;view=chart"
    assert f'value="http://localhost{permalink}"' in text
    assert f"{place.paths['truong']}/embed?so_lop__gt=8" in text
    assert "&lt;iframe src=" in text


def test_a_filter_is_taken_back_without_leaving_the_view(place: Place) -> None:
    for view, more in (("chart", "&x=phuong"), ("map", "")):
        text = place.get("truong", f"?view={view}{more}&phuong__exact=Ba Đình").text
        chip = re.search(r'<a class="chip" href="([^"]+)"', text)
        assert chip
        assert f"view={view}" in chip.group(1)
        assert "phuong__exact" not in chip.group(1)


def test_only_tables_with_places_have_a_map(place: Place) -> None:
    assert "view=map" in place.get("truong", "").text
    assert "view=map" in place.get("ho", "").text
    assert "view=map" not in place.get("ma", "").text
    assert place.get("ma", "?view=map").status_code == 200


def test_a_table_that_suits_no_chart_says_so_and_lets_choose(place: Place) -> None:
    text = place.get("ma", "?view=chart&q=khongcodau").text

    assert "<form" in text
    assert place.get("ma", "?view=chart&x=ma").status_code == 200


def test_what_cannot_be_drawn_is_said(place: Place) -> None:
    answer = place.get("truong", "/embed?x=khong_co")

    assert answer.status_code == 200
    assert "Bảng không có cột “khong_co”." in answer.text
    page = place.get("truong", "?view=chart&x=phuong&chart=scatter&y=sum(phuong)").text
    assert "Biểu đồ này cần một cột số ở trục ngang." in page
    assert '<option value="scatter" selected>' in page


def test_points_in_view_come_as_clusters(place: Place) -> None:
    whole = place.get("truong", "/map.json?zoom=3").json
    near = place.get("truong", "/map.json?zoom=18&bounds=105.815,21,105.83,21.02").json

    assert whole is not None
    assert near is not None
    assert [cluster["count"] for cluster in whole["clusters"]] == [3]
    assert sorted(cluster["row"] for cluster in near["clusters"]) == [1, 2]


def test_table_and_map_share_their_filters(place: Place) -> None:
    found = place.get("truong", "/map.json?zoom=3&phuong__exact=Ba Đình&view=map").json

    assert found is not None
    assert [cluster["row"] for cluster in found["clusters"]] == [3]


def test_shapes_come_as_they_are(place: Place) -> None:
    found = place.get("ho", "/map.json?zoom=10").json

    assert found is not None
    (shape,) = found["shapes"]["features"]
    assert (shape["geometry"]["type"], shape["properties"]) == ("Polygon", {"row": 1})


@pytest.mark.parametrize("bounds", ["x", "1,2,3", "nan,0,1,1", "106,21,105,22"])
def test_bounds_that_are_none_are_refused(place: Place, bounds: str) -> None:
    assert place.get("truong", f"/map.json?bounds={bounds}").status_code == 422


def test_a_place_leads_to_its_row_with_the_filters(place: Place) -> None:
    found = place.get("truong", "/place.json?row=2&so_lop__gt=8").json

    assert found is not None
    assert found["title"] == "Trường Bình"
    assert ["Số lớp", "30"] in found["fields"]
    assert found["url"].endswith("?so_lop__gt=8&row=2#dong")
    assert place.get("truong", "/place.json?row=99").status_code == 404
    assert place.get("truong", "/place.json?row=x").status_code == 404


def test_a_map_says_who_is_missing_and_draws_without_scripts(place: Place) -> None:
    answer = place.get("truong", "/embed?view=map")

    assert "3 dòng có vị trí. 1 dòng không có vị trí đúng nên không hiện." in answer.text
    assert answer.text.count('class="dot"') >= 2
    assert "Hình phác hoạ" in answer.text


def test_a_table_without_places_says_so(place: Place) -> None:
    answer = place.get("truong", "/embed?view=map&q=khongcodau")

    assert "Không có dòng nào có vị trí." in answer.text


def test_the_sketch_of_the_city_is_sent(place: Place) -> None:
    with place.app.test_client().get("/map/outline.geojson") as answer:
        kinds = {feature["properties"]["kind"] for feature in json.loads(answer.data)["features"]}

    assert answer.mimetype == "application/geo+json"
    assert kinds == {"land", "water"}


def test_a_base_map_is_the_only_foreign_origin_and_on_maps_only(city: City, place: Place) -> None:
    tiles = "https://{s}.tiles.example.vn/{z}/{x}/{y}.png"
    settings = replace(city.settings, map_tiles_url=tiles, map_attribution="Nguồn <b>nền</b>")
    other = Place(create_app(settings), place.paths)
    on_map = other.get("truong", "/embed?view=map")

    policy = on_map.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://*.tiles.example.vn;" in policy
    assert f'data-tiles="{tiles}"' in on_map.text
    assert "tiles.example" not in other.get("truong", "/embed?view=chart").headers["Content-Security-Policy"]


def test_the_outline_file_is_optional(city: City, place: Place, tmp_path: Path) -> None:
    bare = Place(create_app(replace(city.settings, seed_dir=tmp_path)), place.paths)

    assert bare.app.test_client().get("/map/outline.geojson").status_code == 404
    assert 'class="dot"' in bare.get("truong", "/embed?view=map").text
