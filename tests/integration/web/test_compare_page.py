"""What changed since the previous version, for readers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.settings import Settings
from tests.browsing import html_problems
from tests.factories import City, make_database, make_published, upload
from tests.taking_in import take_in
from tests.visitors import Visitor

OLD = "Mã,Tên,Số lớp\n001,Kim Liên,12\n002,Đống Đa,15\n003,Ba Đình,18\n"
NEW = "Mã,Tên,Số lớp,Quận\n001,Kim Liên,13,Đống Đa\n003,Ba Đình,18,Ba Đình\n004,Láng,,Đống Đa\n"
Look = Callable[[str], str]


@pytest.fixture
def city(app: Flask, settings: Settings) -> City:
    return City(settings)


def published(city: City, *contents: str) -> str:
    """The address of a table with these versions."""
    with city.services() as services:
        make_database(services)
        record = make_published(services, content=contents[0])
        resource = record.resources[0]
        take_in(services, resource)
        for content in contents[1:]:
            services.resources.replace_file(record.name, resource.id, upload(services, content))
            take_in(services, resource)
        return f"/dataset/{record.name}/resource/{resource.id}"


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r'<dt>([^<]+)</dt><dd class="fig">([\d.]+)</dd>', page))


def text(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_rows_are_found_again_by_the_column_that_tells_them_apart(city: City, visitor: Visitor) -> None:
    page = visitor.get(f"{published(city, OLD, NEW)}?view=compare").text
    assert '<option value="ma" selected>Mã</option>' in page
    assert figures(page) == {"Dòng thêm": "1", "Dòng bớt": "1", "Dòng sửa": "1"}
    assert "001 Số lớp 12 13" in text(page)
    assert "Thêm cột “Quận”" in page


def test_whole_rows_can_be_compared_instead(city: City, visitor: Visitor) -> None:
    page = visitor.get(f"{published(city, OLD, NEW)}?view=compare&key=*").text
    assert figures(page) == {"Dòng thêm": "2", "Dòng bớt": "2"}


def test_a_column_that_repeats_is_refused_with_the_reason(city: City, visitor: Visitor) -> None:
    twice = OLD + "005,Kim Liên,3\n"
    page = visitor.get(f"{published(city, OLD, twice)}?view=compare&key=ten").text
    assert "không phân biệt được từng dòng" in page
    assert figures(page) == {"Dòng thêm": "1", "Dòng bớt": "0"}


def test_two_columns_together_tell_rows_apart(city: City, visitor: Visitor) -> None:
    old = "phường,năm,số hộ\nLáng,2024,10\nLáng,2025,11\nBa Vì,2024,7\nBa Vì,2025,8\n"
    address = published(city, old, old.replace("2025,11", "2025,12"))
    alone = visitor.get(f"{address}?view=compare&key=phuong").text
    assert '<option value="">–</option>' in alone
    page = visitor.get(f"{address}?view=compare&key=phuong&key=nam").text
    assert figures(page) == {"Dòng thêm": "0", "Dòng bớt": "0", "Dòng sửa": "1"}
    found = re.search(r"#dong\">([^<]+)<", page)
    assert found
    assert (found.group(1), "<del>11</del>" in page) == ("Láng, 2025", True)


def test_the_same_rows_in_another_order_are_the_same(city: City, visitor: Visitor) -> None:
    lines = OLD.splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])]) + "\n"
    assert "Hai bản giống nhau" in visitor.get(f"{published(city, OLD, turned)}?view=compare").text


def test_any_older_version_can_be_chosen(city: City, visitor: Visitor) -> None:
    address = published(city, OLD, NEW, NEW.replace("Láng", "Giảng Võ"))
    assert figures(visitor.get(f"{address}?view=compare").text)["Dòng sửa"] == "1"
    assert figures(visitor.get(f"{address}?view=compare&against=1").text)["Dòng bớt"] == "1"
    assert visitor.get(f"{address}?view=compare&against=3").status_code == 404


def test_a_first_version_has_nothing_to_compare_with(city: City, visitor: Visitor) -> None:
    assert "view=compare" not in visitor.get(published(city, OLD)).text


def test_the_comparison_is_valid_html(city: City, visitor: Visitor) -> None:
    address = published(city, OLD, NEW)
    pages = {code: visitor.get(f"{code}{address}?view=compare").text for code in ("", "/en")}
    assert html_problems(pages) == []
