"""No file and no record, however broken, stops an import or fills the memory."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.harvest import ckan, dcat_us
from portal.harvest.json_stream import read_items
from portal.harvest.reading import Reader, Unusable
from portal.harvest.source import SourceRecord
from portal.harvest.terms import Terms

GOOD = {"name": "tot", "title": "Bản ghi tốt", "notes": "Có mô tả."}
WRONG: list[Any] = [
    None,
    True,
    0,
    -1,
    1e999,
    "",
    " ",
    "x" * 100_000,
    [],
    {},
    [[]],
    [None],
    [{}],
    {"a": {"b": []}},
    "\ud800\x00",
]
KEYS = sorted(
    {*ckan.FIELDS, *dcat_us.FIELDS, "extras", "resources", "distribution", "identifier", "id", "describedBy"}
)


def read(path: Path, terms: Terms) -> list[SourceRecord]:
    return list(Reader(path, terms).records())


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def lines(*records: Any) -> bytes:
    return b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in records)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda v: repr(v)[:20])
@pytest.mark.parametrize("reader", [ckan.read, dcat_us.read])
def test_wrong_types_everywhere(terms: Terms, reader: Any, wrong: Any) -> None:
    for name in KEYS:
        reader({"title": "Bản ghi", name: wrong}, "", terms)
    inner = dict.fromkeys((*ckan.RESOURCE, *dcat_us.DISTRIBUTION), wrong)
    record = reader(
        {**dict.fromkeys(KEYS, wrong), "resources": [inner, wrong], "distribution": [inner, wrong]}, "", terms
    )
    json.dumps([record.values, record.resources]).encode()
    str(record.problems).encode()


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*KEYS, "name", "@value", "fn"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), ANY, max_size=8))
def test_any_json_object_is_read(terms: Terms, record: dict[str, Any]) -> None:
    for reader in (ckan.read, dcat_us.read):
        for problem in reader(record, "", terms).problems:
            f"{problem.path}{problem.message}".encode()


def test_broken_lines_spoil_no_others(terms: Terms, tmp_path: Path) -> None:
    content = lines(
        GOOD,
        b"{oops\n",
        b"\n",
        {**GOOD, "name": "hai"},
        [1],
        b'{"name": "ba", "title": "\xff\xfe", "notes": ""}\n',
    )
    records = read(written(tmp_path / "x", content + b'{"name": "dut", "ti'), terms)
    assert [r.refusal.code if r.refusal else r.name for r in records] == [
        "tot",
        "json",
        "hai",
        "kind",
        "ba",
        "json",
    ]
    assert "encoding" in {p.code for p in records[4].problems}


def test_first_line_may_be_broken(terms: Terms, tmp_path: Path) -> None:
    records = read(written(tmp_path / "x", lines(b'{"a": \n', GOOD)), terms)
    assert [bool(r.refusal) for r in records] == [True, False]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([GOOD]).encode(),
        json.dumps([GOOD], indent=2).encode(),
        json.dumps(GOOD, indent=2).encode(),
        b"\xef\xbb\xbf" + lines(GOOD),
        json.dumps([GOOD]).encode("utf-16"),
        gzip.compress(lines(GOOD)),
        json.dumps({"success": True, "result": {"count": 1, "results": [GOOD], "facets": {}}}).encode(),
        json.dumps({"help": "x", "success": True, "result": GOOD}, indent=1).encode(),
        json.dumps({"result": [GOOD]}).encode(),
    ],
    ids=["list", "indented", "one", "bom", "utf-16", "gzip", "search", "show", "result"],
)
def test_every_shape_of_package_files(terms: Terms, tmp_path: Path, content: bytes) -> None:
    assert [r.name for r in read(written(tmp_path / "any.txt", content), terms)] == ["tot"]


def test_format_is_told_by_content(terms: Terms, tmp_path: Path) -> None:
    content = json.dumps(
        {"conformsTo": "x", "dataset": [{"title": "Trees", "keyword": ["a"], "identifier": "1"}]}
    )
    reader = Reader(written(tmp_path / "packages.jsonl", content.encode()), terms)
    assert [r.identifier for r in reader.records()] == ["1"]
    assert reader.format == "dcat-us"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"<html>",
        b"{}",
        b"[]",
        b"[1, 2]",
        b"null",
        b'{"dataset": []}',
        b"PK\x03\x04",
        b"\x1f\x8bxx",
    ],
)
def test_files_without_records_are_unusable(terms: Terms, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unusable):
        read(written(tmp_path / "x", content), terms)


def test_repeated_identifier_is_refused(terms: Terms, tmp_path: Path) -> None:
    first, second = read(written(tmp_path / "x", lines(GOOD, {**GOOD, "title": "Khác"})), terms)
    assert first.refusal is None
    assert second.refusal is not None


def test_list_that_breaks_off_gives_what_came_before(terms: Terms, tmp_path: Path) -> None:
    content = json.dumps([GOOD, {**GOOD, "name": "hai"}]).encode()[:-12]
    records = read(written(tmp_path / "x", content), terms)
    assert [r.name for r in records] == ["tot", ""]
    assert records[1].refusal is not None


def test_truncated_gzip_is_reported(terms: Terms, tmp_path: Path) -> None:
    noise = [{**GOOD, "name": f"n{i}", "notes": str(hash((i, "x")))} for i in range(5000)]
    packed = gzip.compress(lines(*noise))
    records = read(written(tmp_path / "x", packed[: len(packed) // 2]), terms)
    assert len(records) > 100
    assert records[-1].refusal is not None


def test_huge_strings_are_cut(terms: Terms, tmp_path: Path) -> None:
    huge = {**GOOD, "notes": "a" * 10_000_000, "title": "b" * 10_000_000, "x": "c" * 10_000_000}
    (record,) = read(written(tmp_path / "x", lines(huge)), terms)
    assert len(record.values["description"]) <= 8000
    assert all(len(p.message) < 500 for p in record.problems)


def test_deep_nesting_is_refused(terms: Terms, tmp_path: Path) -> None:
    deep = b'{"name": "sau", "extras": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    records = read(written(tmp_path / "x", lines(GOOD, deep, {**GOOD, "name": "hai"})), terms)
    assert [r.refusal is None for r in records] == [True, False, True]


def test_large_lists_are_read_item_by_item(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with path.open("w") as file:
        file.write('{"dataset": [')
        file.writelines(json.dumps({"n": n, "text": "y" * 5000}) + "," for n in range(2000))
        file.write('{"n": 2000}]}')
    assert [item.value["n"] for item in read_items(path)] == list(range(2001))
