"""Who finds what, and how soon: drafts, withdrawn records, columns, a broken index."""

from __future__ import annotations

import shutil

import pytest

from portal.access.identity import ANONYMOUS, SYSTEM, Identity
from portal.catalog.pages import SearchPage
from portal.catalog.searching import SearchRequest
from portal.model import Role
from tests.factories import REASON, City, make_draft, make_promise, make_published


def search(city: City, text: str = "", identity: Identity = ANONYMOUS, **args: str) -> SearchPage:
    with city.services(identity) as services:
        return services.searching.page(
            SearchRequest.parse({"q": [text], **{k: [v] for k, v in args.items()}})
        )


@pytest.fixture
def drafted(city: City) -> City:
    """A public record and a draft, both indexed."""
    with city.services() as services:
        make_promise(services, "truong-cong-khai", title="Danh sách trường công khai")
        make_draft(services, "truong-nhap", title="Danh sách trường bí mật", tags=["tuyệt mật"])
    city.run_jobs()
    return city


def test_draft_is_nowhere_in_the_search_of_the_public(drafted: City) -> None:
    for page in (search(drafted), search(drafted, "bí mật"), search(drafted, state="draft")):
        assert "truong-nhap" not in [card.name for card in page.cards]
        assert page.correction != "bí mật"
        for facet in page.facets:
            assert "draft" not in [v.value for v in facet.values if v.count]
    assert search(drafted).total == 2
    with drafted.services(ANONYMOUS) as services:
        suggested = services.searching.suggest("danh sách trường")
        words = services.searching.suggest("tuyệt")
    assert [entry["name"] for entry in suggested["datasets"]] == ["truong-cong-khai"]
    assert words["words"] == []


def test_draft_is_found_by_its_agency_and_administrators(drafted: City) -> None:
    reader = drafted.steward("so-xay-dung", role=Role.READER)
    stranger = drafted.steward("so-giao-duc-va-dao-tao")

    assert [search(drafted, "bí mật", who).total for who in (reader, SYSTEM, stranger)] == [1, 1, 0]


def test_withdrawn_record_disappears_from_search(drafted: City) -> None:
    with drafted.services() as services:
        services.records.withdraw("truong-cong-khai", REASON)
    drafted.run_jobs()

    assert [search(drafted, "công khai", who).total for who in (ANONYMOUS, SYSTEM)] == [0, 0]


def test_discarded_draft_disappears_for_its_agency_too(drafted: City) -> None:
    with drafted.services() as services:
        services.records.discard("truong-nhap")
    drafted.run_jobs()

    assert search(drafted, "bí mật", SYSTEM).total == 0


def test_record_is_found_by_its_columns_and_files(city: City) -> None:
    with city.services() as services:
        make_published(services, content="ma_tram,luong_mua_mm\n01,12\n")
    city.run_jobs()

    assert search(city, "lượng mưa").total == search(city, "luong mua mm").total == 1


def test_columns_of_data_that_is_not_open_are_found_by_nobody(city: City) -> None:
    with city.services() as services:
        make_published(services, content="ma_tram,luong_mua_mm\n01,12\n", access_level="shared")
    city.run_jobs()

    assert search(city, "luong mua mm").total == 0


def test_revised_title_is_found_and_the_old_one_is_not(drafted: City) -> None:
    with drafted.services() as services:
        record = services.records.find("truong-cong-khai")
        values = {**services.forms.edit("truong-cong-khai").values, "title": "Thư viện quận"}
        services.records.revise("truong-cong-khai", values, version=record.version)
    drafted.run_jobs()

    assert (search(drafted, "thư viện").total, search(drafted, "công khai").total) == (1, 0)


def test_without_an_index_the_database_answers(drafted: City) -> None:
    shutil.rmtree(drafted.settings.data_dir / "index")
    page = search(drafted, "truong cong khai", catalog="open-data")

    assert page.is_degraded
    assert [card.name for card in page.cards] == ["truong-cong-khai"]
    assert search(drafted, "bí mật").total == 0
    assert search(drafted, "bí mật", SYSTEM).total == 1
    assert search(drafted, "(((").total == 0
    assert search(drafted, organization="so-giao-duc-va-dao-tao").total == 0
    with drafted.services(ANONYMOUS) as services:
        assert [c.name for c in services.searching.export(SearchRequest("công khai"))] == ["truong-cong-khai"]
        assert services.searching.suggest("xe")["datasets"] == []
        assert all(line.count == 0 for line in services.home.page().themes)


def test_filters_the_database_cannot_answer_do_not_widen_the_result(drafted: City) -> None:
    shutil.rmtree(drafted.settings.data_dir / "index")

    assert search(drafted, state="overdue").total == 0
    assert search(drafted, theme="health").total == 0
    assert search(drafted, theme="education").total == 2
