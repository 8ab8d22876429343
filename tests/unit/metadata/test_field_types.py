"""Each field type: what a form and JSON become, what is refused, what people read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.i18n import use_language
from portal.metadata.loading import load_schemas
from portal.metadata.records import check, facet_codes, from_form, from_json, search_words, show, unknown_keys
from portal.metadata.specification import FieldSpec, GroupSpec, RecordSchema, Schemas, Term, Vocabulary
from portal.metadata.types import TYPES
from tests.live import ROOT

TEXTS = {"vi": "Ô", "en": "Field"}
COLOURS = Vocabulary(
    "colours",
    TEXTS,
    {
        "red": Term("red", {"vi": "Đỏ", "en": "Red"}),
        "blue": Term("blue", {"vi": "Xanh", "en": "Blue"}),
        "old": Term("old", {"vi": "Cũ", "en": "Old"}, valid_to=date(2020, 1, 1)),
    },
)
NAME = FieldSpec("name", "text", TEXTS, required="draft")
AMOUNT = FieldSpec("amount", "text", TEXTS, max_length=5)


def schema_with(kind: str, **more: Any) -> tuple[Schemas, RecordSchema]:
    if kind in ("choice", "choices"):
        more = {"vocabulary": "colours", **more}
    if kind == "table":
        more = {"columns": (NAME, AMOUNT), **more}
    spec = FieldSpec("f", kind, TEXTS, group="g", **more)
    schema = RecordSchema("made-up", TEXTS, (GroupSpec("g", TEXTS),), {"f": spec}, catalog="made-up")
    return Schemas({"made-up": schema}, {"colours": COLOURS}), schema


def codes(kind: str, value: Any, stage: Any = "publication", **more: Any) -> list[str]:
    schemas, schema = schema_with(kind, **more)
    return [p.code for p in check(schemas, schema, {"f": value}, stage)]


@pytest.mark.parametrize(
    ("kind", "form", "value"),
    [
        ("text", ["  hai\r\n dòng "], "hai dòng"),
        ("text", ["hoà"], "hòa"),
        ("text", ["   "], None),
        ("text", ["a\x00b\x7f\ud800c"], "abc"),
        ("longtext", ["hai\r\ndòng\n"], "hai\ndòng"),
        ("email", [" a@b.vn "], "a@b.vn"),
        ("url", ["https://a.vn/b "], "https://a.vn/b"),
        ("boolean", ["true"], True),
        ("boolean", ["false"], False),
        ("boolean", [""], None),
        ("year", [" 2015 "], 2015),
        ("year", ["hai nghìn"], "hai nghìn"),
        ("date", ["2/9/2026"], "2026-09-02"),
        ("date", ["02.09.2026"], "2026-09-02"),
        ("date", ["2026-09-02"], "2026-09-02"),
        ("date", ["31/2/2026"], "31/2/2026"),
        ("choice", ["red"], "red"),
        ("choices", ["red", "blue", "red", "", "  "], ["red", "blue"]),
        ("tags", ["xe buýt; điểm dừng, xe buýt\nhoà"], ["xe buýt", "điểm dừng", "hòa"]),
        ("tags", ["một", "hai"], ["một", "hai"]),
        ("datasets", ["csdl-a", "csdl-b"], ["csdl-a", "csdl-b"]),
        ("organization", ["so-xay-dung"], "so-xay-dung"),
    ],
)
def test_form_becomes_a_stored_value(kind: str, form: list[str], value: Any) -> None:
    _, schema = schema_with(kind)

    assert from_form(schema, {"f": form}) == ({} if value is None else {"f": value})


def test_period_and_table_have_an_input_per_part() -> None:
    _, period = schema_with("period")
    _, table = schema_with("table")
    rows = {"f.name": ["a", "", "c"], "f.amount": ["1", "", "3"]}

    assert from_form(period, {"f.start": ["1/1/2026"], "f.end": [""]}) == {"f": {"start": "2026-01-01"}}
    assert from_form(period, {"f.start": [""]}) == {}
    assert from_form(table, rows) == {"f": [{"name": "a", "amount": "1"}, {"name": "c", "amount": "3"}]}


@pytest.mark.parametrize(
    ("kind", "json", "value"),
    [
        ("text", 12, "12"),
        ("text", ["a"], ["a"]),
        ("date", date(2026, 9, 2), "2026-09-02"),
        ("year", 2015, 2015),
        ("choices", "red", ["red"]),
        ("choices", [["red"], ["red"]], [["red"]]),
        ("tags", "a, b", ["a", "b"]),
        ("period", {"start": "2/9/2026", "more": 1}, {"start": "2026-09-02"}),
        ("boolean", True, True),
    ],
)
def test_json_becomes_a_stored_value(kind: str, json: Any, value: Any) -> None:
    _, schema = schema_with(kind)

    assert from_json(schema, {"f": json, "other": 1}) == {"f": value}


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("text", ["a"], "type"),
        ("email", "a@b", "email"),
        ("email", "a b@c.vn", "email"),
        ("url", "javascript:alert(1)", "url"),
        ("url", "https://user@a.vn", "url"),
        ("url", "https://[", "url"),
        ("boolean", "có", "boolean"),
        ("year", 1066, "year"),
        ("year", True, "year"),
        ("date", "31/2/2026", "date"),
        ("date", "2026-02-30", "date"),
        ("period", {"start": "2026-02-02", "end": "2026-01-01"}, "order"),
        ("period", {"start": "hôm qua"}, "date"),
        ("choice", "green", "vocabulary"),
        ("choice", "old", "expired"),
        ("choices", ["red", "green"], "vocabulary"),
        ("choices", [["red"]], "vocabulary"),
        ("tags", ["x" * 101], "type"),
        ("tags", [str(n) for n in range(31)], "too_many"),
        ("datasets", [1], "type"),
        ("table", "a", "type"),
        ("table", [{"name": "a", "colour": "b"}], "unknown"),
        ("table", [{"amount": "1"}], "required"),
        ("table", [{"name": "a", "amount": "123456"}], "too_long"),
        ("table", [{"name": "a"}] * 501, "too_many"),
    ],
)
def test_bad_value_is_refused(kind: str, value: Any, code: str) -> None:
    assert codes(kind, value) == [code]


def test_problem_in_a_table_names_row_and_column() -> None:
    schemas, schema = schema_with("table")
    (problem,) = check(schemas, schema, {"f": [{"name": "a"}, {"amount": "1"}]}, "draft")

    assert problem.path == "f.1.name"
    assert "2" in problem.message


def test_required_counts_from_its_stage() -> None:
    for empty in (None, "", []):
        assert codes("text", empty, "draft", required="publication") == []
        assert codes("text", empty, "publication", required="publication") == ["required"]
        assert codes("text", empty, "publication", required="draft") == ["required"]


def test_draft_may_be_short_but_not_long() -> None:
    limits = {"min_length": 3, "max_length": 5}
    assert codes("text", "ab", "draft", **limits) == []
    assert codes("text", "ab", "publication", **limits) == ["too_short"]
    assert codes("text", "ab", "draft", required="draft", **limits) == ["too_short"]
    assert codes("text", "abcdef", "draft", **limits) == ["too_long"]


def test_term_no_longer_valid_may_stay_but_not_come_anew() -> None:
    schemas, schema = schema_with("choices")
    values = {"f": ["red", "old"]}

    assert check(schemas, schema, values, "draft", before={"f": ["old"]}) == []
    assert [p.code for p in check(schemas, schema, values, "draft", before={"f": ["red"]})] == ["expired"]


@pytest.mark.parametrize(
    ("kind", "value", "vietnamese", "english"),
    [
        ("text", "chữ", "chữ", "chữ"),
        ("date", "2026-09-02", "02/09/2026", "02/09/2026"),
        ("choice", "red", "Đỏ", "Red"),
        ("choice", "gone", "gone", "gone"),
        ("choices", ["red", "blue"], "Đỏ, Xanh", "Red, Blue"),
        ("tags", ["a", "b"], "a, b", "a, b"),
        ("table", [{"name": "a", "amount": "1"}, {"amount": "2"}], "a; 2", "a; 2"),
        (
            "period",
            {"start": "2026-01-01", "end": "2026-12-31"},
            "01/01/2026 – 31/12/2026",
            "01/01/2026 – 31/12/2026",
        ),
        ("year", 2015, "2015", "2015"),
        ("boolean", True, "Có", None),
        ("date", "no day", "no day", "no day"),
        ("choices", 7, "7", "7"),
        (None, None, "", ""),
    ],
)
def test_value_is_shown_in_the_language_of_the_page(
    kind: str | None, value: Any, vietnamese: str, english: str | None
) -> None:
    schemas, schema = schema_with(kind or "text")

    assert show(schemas, schema.fields["f"], value) == vietnamese
    with use_language("en"):
        assert english is None or show(schemas, schema.fields["f"], value) == english


def test_search_finds_terms_in_every_language_and_facets_count_codes() -> None:
    schemas, schema = schema_with("choices", search="keyword", facet="colour")

    assert search_words(schemas, schema, {"f": ["red"]}, "keyword") == ["Đỏ", "Red"]
    assert search_words(schemas, schema, {"f": ["red"]}, "text") == []
    assert facet_codes(schema, {"f": ["red", "blue"]}) == {"colour": ("red", "blue")}


def test_unknown_keys_are_named() -> None:
    _, schema = schema_with("text")

    assert [p.path for p in unknown_keys(schema, {"f": 1, "g": 2, "id": 3}, frozenset({"id"}))] == ["g"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats()
    | st.text(max_size=20)
    | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", TYPES)
@given(value=JSON, before=JSON)
def test_nothing_typed_ever_raises(kind: str, value: Any, before: Any) -> None:
    schemas, schema = schema_with(kind, required="publication", min_length=2, max_length=9)
    values = from_json(schema, {"f": value})
    for stage in ("draft", "publication"):
        check(schemas, schema, values, stage, before={"f": before})  # type: ignore[arg-type]
        check(schemas, schema, {"f": value}, stage)  # type: ignore[arg-type]
    show(schemas, schema.fields["f"], value)


REAL = load_schemas(ROOT / "catalog_schemas")


@pytest.mark.parametrize("name", REAL.records)
@given(data=st.data())
def test_no_form_ever_raises_and_what_passes_can_be_shown(name: str, data: st.DataObject) -> None:
    schema = REAL.records[name]
    inputs = [f"{f}{end}" for f in schema.fields for end in ("", ".start", ".end", ".name", ".sharing_class")]
    typed = st.lists(st.text(max_size=20) | st.sampled_from(["open", "2026-01-01", "true"]), max_size=3)
    form = data.draw(st.dictionaries(st.sampled_from(inputs), typed, max_size=6))
    values = from_form(schema, form)
    check(REAL, schema, values, "publication")

    assert from_json(schema, values) == values
    for field, value in values.items():
        show(REAL, schema.fields[field], value)
