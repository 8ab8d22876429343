"""The examples of the documentation work, and it names every argument and format."""

from __future__ import annotations

import re

import pytest

from portal.api.arguments import OTHERS
from portal.tabular.export.formats import EXPORTS
from portal.tabular.query.arguments import _ARGUMENTS
from portal.tabular.query.request import FUNCTIONS, OPERATORS
from tests.integration.api.resources.conftest import Schools
from tests.live import ROOT

PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^/api/v1/resources/ID(.*)$", PAGE, re.MULTILINE)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 5


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_answered(api: Schools, example: str) -> None:
    answer = api.client.get(api.path(example), buffered=True)
    assert answer.status_code == 200, answer.text
    assert len(answer.data) > 100


def test_every_argument_operator_function_and_format_is_named() -> None:
    named = set(re.findall(r"`([\w-]+)(?:\(\w+\))?`", PAGE))
    assert {*_ARGUMENTS, *OTHERS, *OPERATORS, *FUNCTIONS, *EXPORTS} - named == set()
