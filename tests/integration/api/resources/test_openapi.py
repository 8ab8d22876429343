"""The description of the API says what there is: no route, argument or format more or less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from werkzeug.routing import Rule

from portal.api.arguments import OTHERS
from portal.api.row_forms import FORMS
from portal.tabular.export.formats import EXPORTS
from portal.tabular.query.arguments import _ARGUMENTS
from portal.tabular.query.request import OPERATORS
from tests.integration.api.resources.conftest import Schools

PREFIX = "/api/v1"


@pytest.fixture
def document(api: Schools) -> Any:
    return api.client.get(f"{PREFIX}/openapi.json").get_json()


def template(rule: Rule) -> str:
    """A route as OpenAPI writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX))


def routes(api: Schools) -> dict[str, set[str]]:
    """The methods of every route of the API."""
    found: dict[str, set[str]] = {}
    for rule in api.app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            methods = {m.lower() for m in rule.methods or ()} - {"head", "options"}
            found.setdefault(template(rule), set()).update(methods)
    return found


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def resolved(document: Any, item: Any) -> Any:
    """What a reference refers to."""
    while "$ref" in item:
        found = document
        for name in item["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        item = found
    return item


def parameters(document: Any, operation: Any, place: str) -> Mapping[str, Any]:
    found = [resolved(document, each) for each in operation["parameters"]]
    return {each["name"]: each["schema"] for each in found if each["in"] == place}


def test_every_route_is_described_with_its_methods_and_nothing_else(api: Schools, document: Any) -> None:
    described = {path: set(item) for path, item in document["paths"].items()}
    assert described == routes(api)
    assert document["openapi"] == "3.1.0"


def test_every_part_of_a_path_is_described(document: Any) -> None:
    for path, _method, operation in operations(document):
        assert set(parameters(document, operation, "path")) == set(re.findall(r"{(\w+)}", path)), path


def test_every_reference_leads_somewhere(document: Any) -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            assert "$ref" not in value or resolved(document, value)
            for each in value.values():
                walk(each)
        if isinstance(value, list):
            for each in value:
                walk(each)

    walk(document)


def test_every_argument_of_the_grammar_is_described(document: Any) -> None:
    rows = parameters(document, document["paths"]["/resources/{resource_id}/rows"]["get"], "query")

    assert set(rows) == {*_ARGUMENTS, *OTHERS, "filters"}
    assert rows["format"]["enum"] == list(FORMS)
    (filters,) = (p for p in document["components"]["parameters"].values() if p["name"] == "filters")
    assert all(operator in filters["description"] for operator in OPERATORS)


def test_files_take_the_arguments_of_rows_but_those_of_pages(document: Any) -> None:
    export = document["paths"]["/resources/{resource_id}/export.{format}"]["get"]
    assert parameters(document, export, "path")["format"]["enum"] == list(EXPORTS)
    left_out = {"limit", "offset", "cursor", "format"}
    assert set(parameters(document, export, "query")) == {*_ARGUMENTS, *OTHERS, "filters"} - left_out


def fits(document: Any, schema: Any, value: Any) -> bool:
    """Whether a value has the type and just the members that the schema names."""
    schema = resolved(document, schema)
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": int | float,
        "boolean": bool,
    }
    names = schema.get("type", [])
    types = [names] if isinstance(names, str) else names
    if value is None:
        return not types or "null" in types
    if types and not any(isinstance(value, kinds[name]) for name in types if name != "null"):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, list):
        return all(fits(document, schema.get("items", {}), each) for each in value)
    if isinstance(value, dict) and "properties" in schema:
        known, required = schema["properties"], set(schema.get("required", ()))
        is_open = "additionalProperties" in schema
        has_members = required <= set(value) and (is_open or set(value) <= set(known))
        return has_members and all(fits(document, known.get(k, {}), v) for k, v in value.items())
    return True


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("", ""),
        ("/rows", ""),
        ("/rows", "group_by=quan&limit=2"),
        ("/columns", ""),
        ("/profile", ""),
        ("/rows/{row_id}", ""),
        ("/facets", "facet=quan"),
    ],
)
def test_answers_have_the_shape_that_is_described(api: Schools, document: Any, path: str, asked: str) -> None:
    operation = document["paths"]["/resources/{resource_id}" + path]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]

    answer = api.json(path.replace("{row_id}", "1"), asked)
    assert fits(document, schema, answer), answer
    assert not fits(document, schema, {**answer, "surprise": 1})


def test_errors_have_the_shape_that_is_described(api: Schools, document: Any) -> None:
    problem = api.get("/rows", "where=x").get_json()
    assert fits(document, document["components"]["schemas"]["Problem"], problem)


def test_the_description_speaks_the_language_of_the_asker(api: Schools) -> None:
    def title(language: str) -> str:
        return str(api.client.get(f"{PREFIX}/openapi.json?lang={language}").get_json()["info"]["title"])

    assert (title("vi"), title("en")) == ("API của Cổng dữ liệu", "API of the data portal")


def test_the_index_names_every_address(api: Schools, document: Any) -> None:
    index = api.client.get(f"{PREFIX}/").get_json()
    assert set(index["addresses"]) == {f"http://localhost{PREFIX}{path}" for path in document["paths"]}
    assert api.client.get(index["links"]["openapi"].removeprefix("http://localhost")).status_code == 200
