"""The page of a table without JavaScript: everything can be reached by links and forms."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlalchemy import event

from portal.settings import Settings
from portal.tabular.query.engine import DuckDBEngine
from tests.browsing import html_problems
from tests.factories import City, make_database, make_published, upload
from tests.taking_in import take_in
from tests.visitors import Visitor

WARDS = ("Bồ Đề", "Láng", "Ba Vì")
SCHOOLS = "Tên trường,Mã,Phường,Số lớp,Ngày lập,Có bếp\n" + "".join(
    f"Trường {n},{n:03d},{WARDS[n % 3]},{n if n % 10 else ''},{n % 28 + 1:02d}/05/2020,{'Có' if n % 2 else 'Không'}\n"
    for n in range(1, 121)
)
Look = Callable[..., str]


@pytest.fixture
def city(app: Flask, settings: Settings) -> City:
    return City(settings)


@pytest.fixture
def address(city: City) -> str:
    """The page of a table of 120 schools."""
    with city.services() as services:
        make_database(services)
        record = make_published(services, content=SCHOOLS)
        take_in(services, record.resources[0])
        return f"/dataset/{record.name}/resource/{record.resources[0].id}"


@pytest.fixture
def look(visitor: Visitor, address: str) -> Look:
    """The page as HTML, asked with a query."""

    def get(query: str = "", language: str = "") -> str:
        answer = visitor.get(language + address + query)
        assert answer.status_code == 200
        return answer.text

    return get


def rows(page: str) -> list[list[str]]:
    """The cells of the table as text."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    found = re.findall(r"<tr.*?</tr>", body.group(1), re.DOTALL) if body else []
    return [[text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in found]


def text(markup: str) -> str:
    return html.unescape(re.sub(r'<span class="sr">.*?</span>|<[^>]+>', "", markup)).strip()


def links(page: str, inside: str = "") -> dict[str, str]:
    """Words of the links (icons by their label) and where they lead."""
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    spoken = {re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1", words): to for to, words in found}
    return {text(words): html.unescape(to) for words, to in spoken.items() if inside in to}


def test_first_page_shows_fifty_rows_in_the_order_of_the_file(look: Look) -> None:
    page = look()
    assert len(rows(page)) == 50
    assert rows(page)[0] == ["Trường 1", "001", "Láng", "1", "02/05/2020", "Có"]
    assert "120 dòng" in page


def test_first_page_comes_without_the_engine(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the engine was asked")

    monkeypatch.setattr(DuckDBEngine, "rows", refuse)
    assert len(rows(look())) == 50


def test_an_empty_cell_is_a_dash_that_says_so(look: Look) -> None:
    assert rows(look())[9][3] == "–"
    assert 'role="img" aria-label="trống"' in look()


def test_headings_sort_up_then_down_then_not(look: Look) -> None:
    page = look()
    assert "aria-sort" not in page
    up = links(page)["Số lớp"]
    assert up.endswith("?order_by=so_lop")
    page = look("?order_by=so_lop")
    assert 'aria-sort="ascending"' in page
    assert links(page)["Số lớp"].endswith("?order_by=-so_lop")
    page = look("?order_by=-so_lop")
    assert rows(page)[0][3] == "119"
    assert 'aria-sort="descending"' in page
    assert "order_by" not in links(page)["Số lớp"]


def test_filters_hold_together_and_each_has_a_chip_that_takes_it_away(look: Look) -> None:
    page = look("?so_lop__gte=12&so_lop__lte=45&phuong__in=Láng&phuong__in=Ba+Vì")
    assert all(12 <= int(row[3]) <= 45 and row[2] in ("Láng", "Ba Vì") for row in rows(page))
    assert f"{len(rows(page))} trên 120 dòng" in page
    chips = links(page, "")
    assert "phuong__in" in chips["Số lớp: từ 12 đến 45 bỏ lọc"]
    assert "so_lop" not in chips["Số lớp: từ 12 đến 45 bỏ lọc"]
    assert "?" not in chips["Bỏ tất cả"]


def test_words_are_found_in_all_columns_without_diacritics(look: Look) -> None:
    page = look("?q=bo+de")
    assert {row[2] for row in rows(page)} == {"Bồ Đề"}
    assert "40 trên 120 dòng" in page


def test_the_filter_form_keeps_the_order_and_offers_what_fits(look: Look) -> None:
    form = look("?order_by=-so_lop&q=truong").split('id="loc"')[1].split("</form>")[0]
    assert '<input type="hidden" name="order_by" value="-so_lop">' in form
    assert '<input type="hidden" name="q" value="truong">' in form
    assert 'type="checkbox" name="phuong__in" value="Láng"' in form
    assert 'type="number" step="any" name="so_lop__gte"' in form
    assert 'type="date" name="ngay_lap__lte"' in form
    assert 'name="co_bep__in" value="true"' in form
    assert 'name="ten_truong__contains"' in form


def test_a_form_without_scripts_leads_to_a_clean_address(visitor: Visitor, address: str) -> None:
    answer = visitor.get(f"{address}?q=&so_lop__gte=12&phuong__contains=&order_by=-so_lop")
    assert answer.status_code == 302
    assert parse_qsl(urlsplit(answer.headers["Location"]).query) == [
        ("so_lop__gte", "12"),
        ("order_by", "-so_lop"),
    ]
    assert urlsplit(answer.headers["Location"]).path == address


def test_columns_can_be_chosen(look: Look) -> None:
    page = look("?select=phuong&select=so_lop")
    assert rows(page)[0] == ["Láng", "1"]
    assert 'name="select" value="phuong" checked' in page
    assert 'name="select" value="ma"><span>' in page


def test_the_menu_of_a_column_counts_among_the_other_filters(look: Look) -> None:
    page = look("?so_lop__lte=9&column=phuong")
    panel = page.split('id="cot"')[1].split("</section>")[0]
    assert re.findall(r'name="phuong__in" value="([^"]+)".*?check__n">(\d+)', panel) == [
        ("Ba Vì", "3"),
        ("Bồ Đề", "3"),
        ("Láng", "3"),
    ]
    assert '<input type="hidden" name="so_lop__lte" value="9">' in panel


def test_the_menu_of_a_column_leads_to_its_chart(look: Look, visitor: Visitor) -> None:
    for key, kind in (("phuong", "bar"), ("so_lop", "histogram"), ("ngay_lap", "line")):
        chart = links(look(f"?co_bep__in=true&column={key}"))["Vẽ biểu đồ"]
        assert parse_qsl(urlsplit(chart).query) == [
            ("co_bep__in", "true"),
            ("view", "chart"),
            ("chart", kind),
            ("x", key),
        ]
        assert visitor.get(chart).status_code == 200


def test_an_unknown_column_has_no_menu(visitor: Visitor, address: str) -> None:
    assert visitor.get(f"{address}?column=khong_co").status_code == 404


def test_a_row_has_an_address_and_shows_all_its_columns(look: Look) -> None:
    page = look("?select=phuong&row=117")
    detail = page.split('id="dong"')[1].split("</aside>")[0]
    assert "Dòng 117" in detail
    facts = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", detail)
    assert [text(value) for _name, value in facts] == [
        "Trường 117",
        "117",
        "Bồ Đề",
        "117",
        "06/05/2020",
        "Có",
    ]


def test_the_open_row_leads_to_its_neighbours_on_the_page(look: Look) -> None:
    detail = look("?order_by=-so_lop&row=118").split('id="dong"')[1]
    assert links(detail)["Dòng trước"].endswith("?order_by=-so_lop&row=119#dong")
    assert links(detail)["Dòng sau"].endswith("?order_by=-so_lop&row=117#dong")


def test_a_row_that_is_not_there_is_left_out(look: Look) -> None:
    assert 'id="dong"' not in look("?row=121")


def test_a_question_that_cannot_be_read_shows_no_rows_but_the_place(look: Look) -> None:
    page = look("?where=so_lop+%3E+%3E+3")
    assert rows(page) == []
    assert "vị trí" in page
    assert 'name="where" value="so_lop &gt; &gt; 3"' in page


def test_an_unknown_filter_is_a_mistake_and_other_arguments_are_not(look: Look) -> None:
    assert rows(look("?khong_co__exact=1")) == []
    assert len(rows(look("?utm_source=bao"))) == 50


def test_row_numbers_can_be_asked_for(look: Look) -> None:
    assert len(rows(look("?select=_id"))[0]) == 6
    page = look("?_id__gte=118")
    assert [row[0] for row in rows(page)] == ["Trường 118", "Trường 119", "Trường 120"]


def test_conditions_are_taken_as_written(look: Look) -> None:
    page = look("?where=so_lop+%3E%3D+118+or+phuong+%3D+'L%C3%A1ng'")
    assert "Điều kiện: so_lop" in text(page)


def test_nothing_found_leads_back_to_everything(look: Look) -> None:
    page = look("?q=khongco")
    assert "Không có dòng nào qua được bộ lọc này" in page
    assert "0 trên 120 dòng" in page


def test_pages_follow_each_other_and_end(look: Look) -> None:
    assert rows(look("?page=3"))[0][0] == "Trường 101"
    assert "Dòng 101–120 trên 120" in look("?page=3")
    assert "Trang này đã quá trang cuối" in look("?page=9")


def test_what_is_shown_can_be_taken_away_in_the_same_words(look: Look) -> None:
    found = links(look("?phuong__in=Láng&order_by=-so_lop&page=1&view=table"))
    export = urlsplit(found["CSV"])
    assert re.fullmatch(r"/api/v1/resources/[^/]+/export\.csv", export.path)
    assert parse_qsl(export.query) == [("phuong__in", "Láng"), ("order_by", "-so_lop")]
    assert found["Lời gọi API cho phần đang xem"].endswith("&order_by=-so_lop&view=api")


def test_the_api_view_gives_the_call_for_the_same_question(look: Look) -> None:
    page = html.unescape(look("?view=api&phuong__in=Láng"))
    assert "/rows?phuong__in=L%C3%A1ng&limit=50" in page
    assert "--data-urlencode phuong__in=Láng" in page or "--data-urlencode 'phuong__in=Láng'" in page
    assert "so_lop" in page


def test_tabs_keep_the_question(look: Look) -> None:
    page = look("?phuong__in=Láng&page=2&row=3")
    tab = links(page.split('class="tabs"')[1].split("</nav>")[0])["Các cột"]
    assert parse_qsl(urlsplit(tab).query) == [("phuong__in", "Láng"), ("view", "columns")]


def test_columns_are_summed_up_in_words_and_pictures(look: Look) -> None:
    page = look("?view=columns")
    assert "90%" in page
    assert "3 giá trị khác nhau" in page
    assert re.search(r'class="histogram"[^>]*role="img" aria-label="Phân bố từ 1 đến 119; ', page)
    assert links(page)["Láng"].endswith("?phuong__in=L%C3%A1ng")


def test_changed_columns_are_told_to_the_reader(city: City, visitor: Visitor, address: str) -> None:
    with city.services() as services:
        record = services.records.find("truong-thpt")
        resource = record.resources[0]
        newer = SCHOOLS.replace("Có bếp", "Có sân").replace(",5,06/05", ",5 lớp,06/05")
        services.resources.replace_file(record.name, resource.id, upload(services, newer))
        take_in(services, resource)
    page = visitor.get(address).text
    assert "Các cột đã đổi so với bản trước." in page
    assert "Thêm: Có sân." in page
    assert "Bỏ: Có bếp." in page
    assert "Đổi kiểu: Số lớp." in page


def test_rows_of_totals_are_shown_apart(city: City, visitor: Visitor) -> None:
    with city.services() as services:
        make_database(services)
        record = make_published(services, content="Phường,Số lớp\nLáng,3\nBồ Đề,4\nTổng cộng,7\n")
        take_in(services, record.resources[0])
        address = f"/dataset/{record.name}/resource/{record.resources[0].id}"
    page = visitor.get(address).text
    assert [row[0] for row in rows(page)] == ["Láng", "Bồ Đề"]
    assert "1 dòng tổng cộng hoặc ghi chú" in page
    assert "Tổng cộng · 7" in page


def test_a_wide_table_shows_forty_columns_until_more_are_chosen(city: City, visitor: Visitor) -> None:
    names = [f"c{n}" for n in range(60)]
    with city.services() as services:
        make_database(services)
        record = make_published(services, content=",".join(names) + "\n" + ",".join(names) + "\n")
        take_in(services, record.resources[0])
        address = f"/dataset/{record.name}/resource/{record.resources[0].id}"
    page = visitor.get(address).text
    assert len(rows(page)[0]) == 40
    assert "20 cột cuối chưa hiện" in page
    assert len(rows(visitor.get(f"{address}?select={','.join(names)}").text)[0]) == 60


def test_the_page_asks_the_database_no_more_for_many_rows(app: Flask, look: Look) -> None:
    statements: list[str] = []
    with app.app_context():
        engine = app.extensions["portal"].session().get_bind()
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, text, *_: statements.append(text))
    look("?order_by=-so_lop&row=3")
    assert len(statements) <= 16, "\n".join(statements)


def test_pages_are_valid_html(look: Look) -> None:
    queries = ("", "?phuong__in=Láng&column=phuong", "?row=3", "?where=x", "?view=columns", "?view=api")
    pages = {language + query: look(query, language) for query in queries for language in ("", "/en")}
    assert html_problems(pages) == []


def test_the_calls_lead_on_to_sql(look: Look, address: str, visitor: Visitor) -> None:
    found = re.search(r'href="(/sql\?resource=[^"]+)"', look("?view=api"))
    assert found
    page = visitor.get(found.group(1))
    assert page.status_code == 200
    assert "so_lop" in page.text
