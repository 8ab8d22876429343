"""Metadata is data: a field added to a YAML file is everywhere, without a line of code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.access.identity import ANONYMOUS
from portal.catalog.lists import ListRequest
from portal.catalog.searching import SearchRequest
from portal.errors import Invalid
from portal.i18n import use_language
from portal.model import Catalog
from tests.factories import City, dataset_values, make_draft, make_promise
from tests.integration.catalog.conftest import settings_in
from tests.live import ROOT

COLOURS = """
name: colours
label: {vi: Màu, en: Colours}
terms:
  - {code: jade, label: {vi: Xanh ngọc, en: Jade green}}
  - {code: amber, label: {vi: Hổ phách, en: Amber}}
"""
FIELDS = """
- {name: nickname, type: text, group: content, required: publication, max_length: 30, search: keyword,
   list_column: true, label: {vi: Tên gọi khác, en: Nickname}}
- {name: colour, type: choice, vocabulary: colours, group: use, facet: true, search: keyword, list_column: true,
   label: {vi: Màu sắc, en: Colour}}
- {name: moods, type: choices, vocabulary: colours, group: use, facet: mood, label: {vi: Tâm trạng, en: Moods}}
- {name: checked_on, type: date, group: use, list_column: true, label: {vi: Ngày kiểm, en: Checked on}}
- name: measures
  type: table
  group: content
  label: {vi: Phép đo, en: Measures}
  columns:
    - {name: quantity, type: text, required: draft, label: {vi: Đại lượng, en: Quantity}}
    - {name: unit, type: choice, vocabulary: colours, label: {vi: Đơn vị, en: Unit}}
"""
MORE: dict[str, Any] = {
    "nickname": "Bảng con vẹt",
    "colour": "jade",
    "moods": ["amber", "jade"],
    "checked_on": "2026-02-03",
    "measures": [{"quantity": "Chiều cao", "unit": "jade"}, {"quantity": "Cân nặng"}],
}


@pytest.fixture
def city(small_database: Path, tmp_path: Path) -> Iterator[City]:
    """A city whose open datasets have five fields more."""
    schemas = Path(shutil.copytree(ROOT / "catalog_schemas", tmp_path / "schemas"))
    (schemas / "vocabularies" / "colours.yaml").write_text(COLOURS, encoding="utf-8")
    path = schemas / "open-dataset.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["fields"] += yaml.safe_load(FIELDS)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    shutil.copy(small_database, tmp_path / "portal.db")
    made = City(replace(settings_in(tmp_path), schemas_dir=schemas))
    yield made
    made.engine.dispose()


def test_it_is_in_the_form(city: City) -> None:
    with city.services() as services:
        form = services.forms.new(Catalog.OPEN_DATA)

    shown = {spec.name: group.name for group, specs in form.groups for spec in specs}
    assert {name: shown[name] for name in MORE} == {
        "nickname": "content",
        "colour": "use",
        "moods": "use",
        "checked_on": "use",
        "measures": "content",
    }


def test_it_is_checked(city: City) -> None:
    bad = {
        "nickname": "x" * 31,
        "colour": "pink",
        "moods": ["pink"],
        "checked_on": "nay",
        "measures": [{"unit": "jade"}],
    }
    with city.services() as services:
        with pytest.raises(Invalid) as draft:
            make_draft(services, **bad)
        with pytest.raises(Invalid) as promise:
            make_promise(services)

    assert {p.path: p.code for p in draft.value.problems} == {
        "nickname": "too_long",
        "colour": "vocabulary",
        "moods": "vocabulary",
        "checked_on": "date",
        "measures.0.quantity": "required",
    }
    assert {p.path: p.code for p in promise.value.problems} == {"nickname": "required"}


def test_it_is_stored_shown_and_in_the_form_of_the_record(city: City) -> None:
    with city.services() as services:
        make_promise(services, **MORE)
    with city.services() as services:
        record = services.records.find("truong-thpt")
        page = services.reading.dataset("truong-thpt")
        form = services.forms.edit("truong-thpt")

        assert {name: record.values[name] for name in MORE} == MORE
        assert {name: form.values[name] for name in MORE} == MORE
    shown = {field.spec.name: field.text for field in page.fields if field.spec.name in MORE}
    assert shown == {
        "nickname": "Bảng con vẹt",
        "colour": "Xanh ngọc",
        "moods": "Xanh ngọc, Hổ phách",
        "checked_on": "03/02/2026",
        "measures": "Chiều cao; Cân nặng",
    }


def test_its_change_is_in_the_history_in_words(city: City) -> None:
    with city.services() as services:
        version = make_promise(services, **MORE).version
        values = dataset_values(**MORE) | {"colour": "amber"}
        services.records.revise("truong-thpt", values, version=version)
        line = services.reading.history("truong-thpt")[0]

    assert line.details == (("Màu sắc", "Xanh ngọc", "Hổ phách"),)


def test_it_is_in_the_json_document(city: City) -> None:
    with city.services() as services:
        make_promise(services, **MORE)
    with city.services(ANONYMOUS) as services:
        document = services.reading.record("truong-thpt")

    assert {name: document[name] for name in MORE} == MORE


def test_it_is_searched_and_a_facet(city: City) -> None:
    with city.services() as services:
        make_promise(services, **MORE)
    city.run_jobs()
    with city.services(ANONYMOUS) as services:
        found = {
            text: services.searching.page(SearchRequest(text)).total
            for text in ("con vẹt", "xanh ngọc", "jade green", "hổ phách")
        }
        page = services.searching.page(SearchRequest(filters={"mood": ("amber",)}))
        none = services.searching.page(SearchRequest(filters={"colour": ("amber",)}))
    facets = {facet.name: facet for facet in page.facets}

    assert found == {"con vẹt": 1, "xanh ngọc": 1, "jade green": 1, "hổ phách": 0}
    assert (page.total, none.total) == (1, 0)
    assert facets["colour"].label == "Màu sắc"
    assert [(v.value, v.label, v.count) for v in facets["colour"].values] == [("jade", "Xanh ngọc", 1)]
    assert {(v.value, v.label) for v in facets["mood"].values} == {
        ("jade", "Xanh ngọc"),
        ("amber", "Hổ phách"),
    }
    assert page.chips[0].label == "Hổ phách"


def test_it_is_a_column_of_the_list_and_its_export(city: City) -> None:
    with city.services() as services:
        make_promise(services, **MORE)
    with city.services(ANONYMOUS) as services:
        page = services.lists.page(ListRequest("open-data"))
        header, lines = services.lists.table(ListRequest("open-data"))
        line = dict(zip(header, next(lines), strict=True))
        with use_language("en"):
            english = services.lists.table(ListRequest("open-data"))[0]
    cells = dict(zip((c.name for c in page.columns), page.groups[0].rows[0].cells, strict=True))

    assert (cells["nickname"], cells["colour"], cells["checked_on"]) == (
        "Bảng con vẹt",
        "Xanh ngọc",
        "03/02/2026",
    )
    assert (line["Tên gọi khác"], line["Màu sắc"]) == ("Bảng con vẹt", "Xanh ngọc")
    assert line["Ngày kiểm"].isoformat() == "2026-02-03"
    assert "measures" not in cells
    assert {"Nickname", "Colour", "Checked on"} <= set(english)


def test_records_made_before_the_field_stay_readable(city: City, small_database: Path) -> None:
    with city.services() as services:
        make_draft(services)
        page = services.reading.dataset("truong-thpt")

    assert not {field.spec.name for field in page.fields} & set(MORE)
    assert any("Tên gọi khác" in problem for problem in page.problems)
