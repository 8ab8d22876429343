"""The grammar of questions reads what it writes, and refuses everything else in words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.tabular.columns import Table
from portal.tabular.query.arguments import parse_query, to_arguments
from portal.tabular.query.checking import result_columns
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.query.request import TableQuery
from tests.unit.tabular.query.strategies import ARGUMENTS, ROWS, TYPED, grouped


@given(ROWS | grouped())
def test_arguments_of_a_question_ask_the_same_question(schools: Table, query: TableQuery) -> None:
    assert parse_query(to_arguments(query), schools) == query


@settings(max_examples=50)
@given(ROWS | grouped())
def test_question_that_the_grammar_allows_is_answered(
    engine: DuckDBEngine, schools: Table, query: TableQuery
) -> None:
    with suppress(Invalid):  # a sum that is too large
        page = engine.rows(schools, query)
        assert page.columns == result_columns(query, schools)
        assert all(len(row) == len(page.columns) for row in page.rows)
        assert len(page.rows) <= page.total


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(ARGUMENTS), TYPED), min_size=1, max_size=3))
def test_whatever_is_typed_is_answered_or_refused_in_words(
    engine: DuckDBEngine, schools: Table, arguments: list[tuple[str, str]]
) -> None:
    try:
        engine.rows(schools, parse_query(arguments, schools))
    except Invalid as refused:
        if not all(problem.message and problem.path for problem in refused.problems):
            pytest.fail("refused without a word")


@given(st.text(), TYPED)
def test_argument_of_any_other_name_is_refused(schools: Table, name: str, text: str) -> None:
    if name in ARGUMENTS or "__" in name:
        return
    with pytest.raises(Invalid):
        parse_query([(name, text)], schools)
