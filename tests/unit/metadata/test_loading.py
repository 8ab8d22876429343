"""Reading `catalog_schemas/`: a slip stops the start with file, field and what is accepted."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.metadata.loading import SchemaError, load_schemas
from tests.live import ROOT

REAL = ROOT / "catalog_schemas"
FIELD: dict[str, Any] = {
    "name": "made_up",
    "type": "text",
    "group": "content",
    "label": {"vi": "Bịa", "en": "Made up"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REAL, tmp_path / "schemas"))


def add_field(folder: Path, **changes: Any) -> None:
    path = folder / "open-dataset.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    field = {**FIELD, **changes}
    content["fields"].append({k: v for k, v in field.items() if v is not ...})
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_every_list_has_a_schema_with_both_languages() -> None:
    schemas = load_schemas(REAL)

    assert set(schemas.catalogs) == {"city-databases", "open-data"}
    for record in schemas.records.values():
        for field in record.fields.values():
            assert field.labels["vi"], field.name
            assert field.labels["en"], field.name
            assert set(field.help) >= {"vi", "en"}, field.name
            assert field.group in {group.name for group in record.groups}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"typ": "text"}, "unknown key typ"),
        ({"type": "string"}, "unknown type string"),
        ({"type": "choice"}, "needs a vocabulary"),
        ({"type": "choice", "vocabulary": "colours"}, "colours, which does not exist"),
        ({"type": "table"}, "needs columns"),
        ({"type": "table", "columns": [{**FIELD, "type": "int"}]}, "unknown type int"),
        ({"required": "publish"}, "required: publish; accepted are draft, publication"),
        ({"stored": "column"}, "accepted are values, relation"),
        ({"search": "keywords"}, "accepted are title, name, keyword, text"),
        ({"list_column": "yes"}, "list_column: yes"),
        ({"max_length": "long"}, "a whole number"),
        ({"max_length": -1}, "a whole number"),
        ({"group": "nowhere"}, "'nowhere', which is not declared"),
        ({"label": {"vi": "Bịa"}}, "a text in each of vi, en"),
        ({"label": "Bịa"}, "a text in each of vi, en"),
        ({"help": {"vi": "Giúp"}}, "a text in each of vi, en"),
        ({"name": "title"}, "a field stands twice"),
        ({"name": ...}, "lacks the key 'name'"),
        ({"label": ...}, "lacks the key 'label'"),
        ({"facet": "page"}, "parameter of every search"),
        ({"name": "q", "facet": True}, "parameter of every search"),
    ],
)
def test_slip_in_a_field_is_named(folder: Path, changes: dict[str, Any], said: str) -> None:
    add_field(folder, **changes)

    with pytest.raises(SchemaError, match=said) as error:
        load_schemas(folder)
    assert "open-dataset.yaml" in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "is not YAML"),
        ("- a\n- b\n", "another shape"),
        ("terms: 7\n", "another shape"),
        ("name: x\n", "lacks the key 'terms'"),
        ("name: x\nlabel: {vi: X, en: X}\nterms: [{label: {vi: A, en: A}}]\n", "lacks the key 'code'"),
        ("name: x\nlabel: {vi: X, en: X}\nterms: [{code: a, label: {vi: A}}]\n", "a text in each of vi, en"),
        (
            "name: x\nlabel: {vi: X, en: X}\n"
            "terms: [{code: a, label: {vi: A, en: A}}, {code: a, label: {vi: A, en: A}}]\n",
            "the code a stands twice",
        ),
        (
            "name: x\nlabel: {vi: X, en: X}\nterms: [{code: a, label: {vi: A, en: A}, valid_to: soon}]\n",
            "'soon' is not a day",
        ),
    ],
)
def test_slip_in_a_vocabulary_is_named(folder: Path, text: str, said: str) -> None:
    (folder / "vocabularies" / "colours.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(SchemaError, match=said):
        load_schemas(folder)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="PORTAL_SCHEMAS_DIR"):
        load_schemas(tmp_path / "nowhere")
