"""Search on the sample city, as its page uses it: facets, chips, help, agencies that are no more."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from portal.access.identity import ANONYMOUS, SYSTEM, Identity
from portal.catalog.pages import SearchPage
from portal.catalog.searching import SearchRequest
from portal.model import Dataset
from tests.factories import City


def search(
    city: City, text: str = "", identity: Identity = ANONYMOUS, **args: Sequence[str] | str
) -> SearchPage:
    named = {name: [values] if isinstance(values, str) else values for name, values in args.items()}
    with city.services(identity) as services:
        return services.searching.page(SearchRequest.parse({"q": [text], **named}))


def live(city: City) -> int:
    """How many records are there to be found."""
    with city.sessions() as session:
        return session.scalar(select(func.count()).where(Dataset.state.in_(["promised", "published"]))) or 0


def counts(page: SearchPage, facet: str) -> dict[str, int]:
    return {v.value: v.count for f in page.facets if f.name == facet for v in f.values}


def names(page: SearchPage) -> list[str]:
    return [card.name for card in page.cards]


def test_everything_is_found_without_words(sample_city: City) -> None:
    page = search(sample_city)

    assert page.total == sum(counts(page, "catalog").values()) == live(sample_city)
    assert (page.sort, len(page.cards), page.pages) == ("record", 20, -(-live(sample_city) // 20))


def test_facet_counts_are_the_totals_one_gets(sample_city: City) -> None:
    page = search(sample_city, "xe buýt")
    for facet in ("theme", "organization", "state", "format", "access_level", "frequency", "year"):
        assert counts(page, facet)
        for value, count in counts(page, facet).items():
            assert search(sample_city, "xe buýt", **{facet: value}).total == count, (facet, value)


def test_counts_of_a_facet_ignore_its_own_filter(sample_city: City) -> None:
    every = counts(search(sample_city), "state")
    filtered = search(sample_city, state="overdue")

    assert counts(filtered, "state") == every
    assert filtered.total == every["overdue"] < every["published"]
    assert sum(counts(filtered, "organization").values()) == filtered.total


def test_values_of_a_facet_are_alternatives_and_facets_narrow(sample_city: City) -> None:
    one, other = (search(sample_city, catalog="open-data", state=s).total for s in ("overdue", "published"))

    assert search(sample_city, catalog="open-data", state=["overdue", "published"]).total == one + other


def test_chosen_values_come_first_and_can_be_dropped_one_by_one(sample_city: City) -> None:
    page = search(sample_city, "trường", state=["published", "overdue"], theme="education")
    state = next(f for f in page.facets if f.name == "state")

    assert {v.value for v in state.values[:2]} == {"published", "overdue"}
    assert state.is_active
    assert [(c.facet, c.value) for c in page.chips] == [
        ("state", "published"),
        ("state", "overdue"),
        ("theme", "education"),
    ]
    assert page.chips[0].without == {"q": ("trường",), "state": ("overdue",), "theme": ("education",)}
    assert all(chip.label and chip.label != chip.value for chip in page.chips)


def test_chosen_value_without_results_stays_in_its_facet(sample_city: City) -> None:
    page = search(sample_city, "xe buýt", theme="khong-co")

    assert page.total == 0
    assert counts(page, "theme")["khong-co"] == 0


def test_empty_result_says_what_dropping_one_filter_gives(sample_city: City) -> None:
    page = search(sample_city, "xe buýt", state="published", theme="health")

    assert page.total == 0
    assert [chip.value for chip, _ in page.dropped] == ["health"]
    for chip, count in page.dropped:
        left = {name: list(values) for name, values in chip.without.items() if name != "q"}
        assert search(sample_city, "xe buýt", **left).total == count > 0


def test_unknown_parameters_are_left_out(sample_city: City) -> None:
    page = search(sample_city, utm_source="x", page="0x1", per_page="-3", sort="best")

    assert (page.total, page.page, page.per_page, page.sort) == (search(sample_city).total, 1, 20, "record")
    assert page.params == {}


def test_parameters_bring_the_same_page_back(sample_city: City) -> None:
    page = search(sample_city, "bản đồ", catalog="open-data", state=["published"], sort="title", per_page="5")
    again = search(sample_city, page.params["q"][0], **{k: v for k, v in page.params.items() if k != "q"})

    assert (again.cards, again.total, again.facets) == (page.cards, page.total, page.facets)


def test_pages_follow_each_other_without_gap_or_repetition(sample_city: City) -> None:
    found = [
        name
        for number in range(1, 1 + -(-live(sample_city) // 20))
        for name in names(search(sample_city, sort="title", page=str(number)))
    ]

    assert len(found) == len(set(found)) == live(sample_city)
    assert names(search(sample_city, page="99")) == []


@pytest.mark.parametrize(
    ("text", "former", "successor"),
    [
        ("Sở Thông tin và Truyền thông", "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"),
        ("so thong tin va truyen thong", "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe"),
        ("Sở TNMT", "so-tai-nguyen-va-moi-truong", "so-nong-nghiep-va-moi-truong"),
        ("đất đai sở tnmt 2024", "so-tai-nguyen-va-moi-truong", "so-nong-nghiep-va-moi-truong"),
    ],
)
def test_former_agency_leads_to_its_successor(
    sample_city: City, text: str, former: str, successor: str
) -> None:
    page = search(sample_city, text)

    assert [(s.former.name, [o.name for o in s.successors]) for s in page.successions] == [
        (former, [successor])
    ]
    assert page.successions[0].effective_on is not None


@pytest.mark.parametrize("text", ["Sở Thông tin và Truyền thông", "Sở TNMT"])
def test_records_are_found_by_the_former_name_of_their_agency(sample_city: City, text: str) -> None:
    page = search(sample_city, text)

    assert page.total > 3
    assert {card.organization.name for card in page.cards[:3]} <= {
        "so-khoa-hoc-va-cong-nghe",
        "so-nong-nghiep-va-moi-truong",
    }


def test_words_that_only_resemble_an_agency_name_none(sample_city: City) -> None:
    assert search(sample_city, "thông tin").successions == ()
    assert search(sample_city, "").successions == ()


def test_suggestions_name_records_agencies_themes_and_words(sample_city: City) -> None:
    with sample_city.services(ANONYMOUS) as services:
        bus = services.searching.suggest("xe b")
        agency = services.searching.suggest("Sở TNMT")
        theme = services.searching.suggest("giao th")
        nothing = services.searching.suggest("  ")

    assert "xe buýt" in [entry["label"] for entry in bus["words"]]
    assert bus["datasets"]
    assert agency["organizations"][0]["name"] == "so-nong-nghiep-va-moi-truong"
    assert [entry["name"] for entry in theme["themes"]] == ["transport"]
    assert nothing == {"datasets": [], "organizations": [], "themes": [], "words": []}


@pytest.mark.parametrize(
    "text", ['"', "((((", "*:*", "a\0b", "😀", "AND OR NOT", "x" * 10_000, "'; DROP TABLE", "%"]
)
def test_garbage_never_raises_and_never_finds_everything(sample_city: City, text: str) -> None:
    assert search(sample_city, text).total < live(sample_city)


def test_wrong_accents_are_forgiven_and_said(sample_city: City) -> None:
    page = search(sample_city, "xé bụyt")

    assert page.is_folded
    assert page.total > 0


def test_document_holds_what_the_page_shows(sample_city: City) -> None:
    with sample_city.services(ANONYMOUS) as services:
        request = SearchRequest.parse({"q": ["trường"], "per_page": ["3"]})
        page = services.searching.page(request)
        document = services.searching.document(request, "https://data.example.vn")

    assert (document["total"], document["correction"]) == (page.total, page.correction)
    assert [r["name"] for r in document["results"]] == names(page)
    assert document["results"][0]["url"] == f"https://data.example.vn/dataset/{page.cards[0].name}"
    assert {v["value"]: v["count"] for v in document["facets"]["theme"]} == counts(page, "theme")


def test_export_gives_every_result_in_order(sample_city: City) -> None:
    with sample_city.services(ANONYMOUS) as services:
        request = SearchRequest.parse({"sort": ["title"], "page": ["3"], "per_page": ["10"]})
        exported = [card.name for card in services.searching.export(request)]

    assert len(exported) == live(sample_city)
    assert exported[20:30] == names(search(sample_city, sort="title", page="3", per_page="10"))


def test_titles_sort_in_vietnamese_order(sample_city: City) -> None:
    titles = [card.label for card in search(sample_city, catalog="open-data", sort="title").cards]
    first = [title[0] for title in titles]

    assert first == sorted(first, key="ABCDĐEGHIKLMNOPQRSTUVXY".index)


def test_administrator_finds_what_everybody_finds(sample_city: City) -> None:
    assert search(sample_city, identity=SYSTEM).total == live(sample_city)
