"""The call behind a view, as programs write it: what people typed is data, never code."""

from __future__ import annotations

import ast
import json
import shlex
from urllib.parse import parse_qsl, urlsplit

from portal.web.tables.examples import call_examples

BASE = "https://data.example/api/v1/resources/7/rows"
PAIRS = (("q", "Bồ Đề' \"$(x) `y` \\"), ("so_lop__gte", "12"))


def test_the_address_asks_what_was_asked() -> None:
    assert tuple(parse_qsl(urlsplit(call_examples(BASE, PAIRS).url).query)) == PAIRS


def test_curl_gets_each_argument_as_one_word() -> None:
    words = shlex.split(call_examples(BASE, PAIRS).curl.replace("\\\n", ""))
    assert words[:3] == ["curl", "--get", BASE]
    assert [w for w in words if "=" in w] == [f"{name}={value}" for name, value in PAIRS]


def test_python_reads_back_what_was_asked() -> None:
    tree = ast.parse(call_examples(BASE, PAIRS).python)
    call = next(n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.keywords)
    assert tuple(ast.literal_eval(call.keywords[0].value)) == PAIRS


def test_javascript_holds_the_arguments_as_json_strings() -> None:
    program = call_examples(BASE, PAIRS).javascript
    assert all(f"[{json.dumps(n)}, {json.dumps(v, ensure_ascii=False)}]" in program for n, v in PAIRS)


def test_a_view_of_everything_has_no_arguments() -> None:
    assert call_examples(BASE, ()).url == BASE
