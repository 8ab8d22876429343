"""What the sample city promises: enough of everything, complete records, real files, no personal data."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from portal.catalog.promise import FreshnessState, freshness
from portal.metadata.loading import load_schemas
from portal.metadata.records import check, from_json

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seed_data"
FILES = SEED / "files"
TODAY = date(2026, 11, 22)
"""The day the sample's story is told for; its dates are absolute."""
LARGEST_TOTAL_BYTES = 6_000_000
SIMULATED = "dữ liệu mô phỏng"
SCHEMAS = load_schemas(ROOT / "catalog_schemas")

AGENCIES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (SEED / "records").glob("*.yaml")}
ORGANIZATIONS = {o["name"]: o for o in yaml.safe_load((SEED / "organizations.yaml").read_text("utf-8"))}


def with_agency(kind: str) -> dict[str, dict[str, Any]]:
    """Every record of one kind by name, each with its agency."""
    return {r["name"]: {"organization": a, **r} for a, content in AGENCIES.items() for r in content[kind]}


DATABASES = with_agency("databases")
DATASETS = with_agency("datasets")
RESOURCES = [(d, r) for d in DATASETS.values() for r in d.get("resources", [])]


def in_state(state: str) -> list[dict[str, Any]]:
    return [d for d in DATASETS.values() if d["state"] == state]


def overdue() -> list[dict[str, Any]]:
    return [d for d in in_state("promised") if d["planned_on"] < TODAY]


def every_text() -> Iterator[tuple[Path, list[list[str]]]]:
    """Each file as rows of cells; what is no table is one cell."""
    for path in sorted(FILES.rglob("*.*")):
        yield path, list(_rows(path))


def _rows(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                yield ["" if cell is None else str(cell) for cell in row]
        return
    text = decode(path.read_bytes())
    if path.suffix == ".csv":
        delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    else:
        yield [text]


def decode(raw: bytes) -> str:
    if raw.startswith(b"\xff\xfe"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("windows-1258")


def test_there_is_enough_of_everything() -> None:
    assert len(DATABASES) >= 44
    assert len(DATASETS) >= 84
    assert len(in_state("published")) >= 34
    assert len(in_state("withdrawn")) == 2
    assert len(overdue()) >= 8
    assert len([d for d in overdue() if not d.get("late_reason")]) == 2
    assert len([d for d in in_state("promised") if d.get("is_in_work")]) >= 5


def test_every_agency_keeps_databases_and_makes_promises() -> None:
    current = {
        name for name, o in ORGANIZATIONS.items() if not o.get("valid_to") and o.get("parent") is not None
    }
    assert set(AGENCIES) == current
    assert len(current) == 17
    assert all(content["databases"] and content["datasets"] for content in AGENCIES.values())
    assert all(content["organization"] == agency for agency, content in AGENCIES.items())


def test_every_former_agency_leads_to_a_present_one() -> None:
    former = [o for o in ORGANIZATIONS.values() if o.get("valid_to")]
    assert len(former) >= 7
    for agency in former:
        assert agency["succeeded_on"] > agency["valid_to"]
        assert all(not ORGANIZATIONS[s].get("valid_to") for s in agency["successors"])
    assert "Sở TNMT" in ORGANIZATIONS["so-tai-nguyen-va-moi-truong"]["short_names"]


def test_names_are_unique_slugs_and_titles_differ() -> None:
    everything = [*ORGANIZATIONS, *DATABASES, *DATASETS]
    assert len(everything) == sum(len(c["databases"]) + len(c["datasets"]) for c in AGENCIES.values()) + len(
        ORGANIZATIONS
    )
    assert len(set(everything)) == len(everything)
    assert [n for n in everything if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", n)] == []
    titles = [r["title"] for r in [*DATABASES.values(), *DATASETS.values()]]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", sorted(DATABASES))
def test_a_database_is_fit_to_publish(name: str) -> None:
    schema = SCHEMAS.for_catalog("city-databases")
    record = DATABASES[name]
    assert check(SCHEMAS, schema, from_json(schema, record), "publication") == []
    assert record["inventoried_on"] < TODAY


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_a_dataset_is_fit_to_publish(name: str) -> None:
    schema = SCHEMAS.for_catalog("open-data")
    record = DATASETS[name]
    assert check(SCHEMAS, schema, from_json(schema, record), "publication") == []
    assert set(record["databases"]) <= set(DATABASES)
    of_resource = SCHEMAS.records["resource"]
    for resource in record.get("resources", []):
        assert check(SCHEMAS, of_resource, from_json(of_resource, resource), "publication") == []


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_a_dataset_tells_a_possible_story(name: str) -> None:
    record = DATASETS[name]
    changes = record.get("plan_changes", [])
    days = [c["from"] for c in changes[:1]] + [c["to"] for c in changes]
    first = days[0] if days else record["planned_on"]
    assert record["promised_on"] < first
    assert all(DATABASES[d]["inventoried_on"] <= record["promised_on"] for d in record["databases"])
    assert all(c["on"] < c["to"] and record["promised_on"] < c["on"] for c in changes)
    assert days[-1:] in ([], [record["planned_on"]])
    if record["state"] == "promised":
        assert "resources" not in record
        assert bool(record.get("late_reason")) == bool(record.get("expected_on"))
        assert not record.get("late_reason") or record["planned_on"] < TODAY < record["expected_on"]
        assert record["planned_on"] <= date(2027, 12, 31)
        return
    assert record["promised_on"] < record["published_on"] < TODAY
    assert record["resources"]
    assert all(r["data_date"] <= TODAY for r in record["resources"])
    if record["state"] == "withdrawn":
        assert record["published_on"] < record["withdrawn_on"] < TODAY
        assert record["withdrawal_reason"]
        assert record.get("replaced_by") is None or DATASETS[record["replaced_by"]]["state"] == "published"


def test_most_published_data_is_on_time_some_due_soon_some_late() -> None:
    terms = SCHEMAS.vocabularies["update-frequencies"].terms
    found = Counter(
        freshness(max(r["data_date"] for r in d["resources"]), terms[d["update_frequency"]], TODAY).state
        for d in in_state("published")
    )
    assert found[FreshnessState.LATE] >= 6
    assert found[FreshnessState.SOON] >= 4
    assert 0.6 < 1 - found[FreshnessState.LATE] / found.total() < 0.9


def test_some_came_early_some_on_the_day_some_late() -> None:
    gaps = [(d["published_on"] - d["planned_on"]).days for d in in_state("published")]
    assert min(len([g for g in gaps if g < 0]), gaps.count(0), len([g for g in gaps if g > 0])) >= 4


def test_every_file_is_named_by_a_record_and_is_there() -> None:
    named = {r["file"] for _, r in RESOURCES if "file" in r}
    there = {str(p.relative_to(FILES)) for p in FILES.rglob("*") if p.is_file()}
    assert named == there
    assert all(name.split("/")[0] == d["name"] for d, r in RESOURCES if (name := r.get("file")))


def test_all_of_it_stays_small() -> None:
    assert sum(p.stat().st_size for p in SEED.rglob("*") if p.is_file()) < LARGEST_TOTAL_BYTES


def test_what_is_invented_says_so() -> None:
    for record in DATASETS.values():
        if record["is_sample"]:
            assert SIMULATED in record["description"].lower(), record["name"]
        else:
            assert record["source_note"], record["name"]
    for dataset, resource in RESOURCES:
        assert (SIMULATED in resource["description"].lower()) == dataset["is_sample"], resource["file"]


def test_descriptions_are_written_one_by_one() -> None:
    texts = [d["description"] for d in DATASETS.values()]
    openings = [t[:40] for t in texts]
    assert len(set(openings)) == len(openings)
    assert len([t for t in texts if "\n\n" in t]) >= len(in_state("published")) / 3


PERSONAL = {
    "an identity number": re.compile(r"(?<![\d.])0\d\d[0-3]\d{8}(?!\d)"),
    "a mobile number": re.compile(r"(?<![\d.])(?:0|\+84)[35789]\d{8}(?!\d)"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
}
PERSONAL_HEADER = re.compile(
    r"họ và tên|ho_ten|ho_va_ten|ngày sinh|ngay_sinh|cccd|cmnd|điện thoại|dien_thoai|e-?mail"
    r"|người đại diện|chủ hộ"
)


def test_no_file_holds_personal_data() -> None:
    found = []
    for path, rows in every_text():
        header = " ".join(" ".join(row) for row in rows[:5]).lower() if path.suffix != ".geojson" else ""
        found += [f"{path.name}: header {m.group()}" for m in [PERSONAL_HEADER.search(header)] if m]
        text = "\n".join("\t".join(row) for row in rows)
        found += [f"{path.name}: {what} {m.group()}" for what, p in PERSONAL.items() if (m := p.search(text))]
    assert found == []


def test_tables_are_rectangular_and_keep_their_leading_zeros() -> None:
    sizes = {}
    for path, rows in every_text():
        if path.suffix == ".csv":
            assert {len(row) for row in rows} == {len(rows[0])}, path.name
            sizes[path.name] = len(rows) - 1
    assert max(sizes.values()) > 10_000
    schools = list(_rows(FILES / "truong-pho-thong" / "Danh sách trường học 2026.csv"))
    assert all(row[0].startswith("0") and len(row[0]) == 8 for row in schools[1:])


def test_counts_in_descriptions_are_true() -> None:
    """A description that says "2.412 cơ sở" is checked against the rows of its CSV."""
    wrong = []
    for _, resource in RESOURCES:
        said = re.search(
            r"(?<![\d/–-])(\d{1,3}(?:\.\d{3})*) (?:dòng|cơ sở|điểm|cây|phản ánh|sản phẩm|tuyến)\b",
            resource["description"],
        )
        path = FILES / resource["file"]
        if said and path.suffix == ".csv":
            rows = len(list(_rows(path))) - 1
            if rows != int(said.group(1).replace(".", "")):
                wrong.append(f"{path.name}: {rows} rows, {said.group()}")
    assert wrong == []
