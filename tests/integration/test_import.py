"""`portal import` on files of other catalogues: what arrives, what is told, what a second run changes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from portal.cli import import_
from portal.cli.init import downgrade, initialize, upgrade
from portal.cli.parts import Parts
from portal.cli.program import program
from portal.harvest.importing import Importing
from portal.i18n import use_language
from portal.model import Activity, Dataset, ImportedRecord, Organization, OrganizationSuccession, RecordState
from portal.search.protocol import SearchQuery
from portal.settings import Settings
from portal.text import sort_key
from tests.live import ROOT

FIXTURES = ROOT / "tests" / "integration" / "import_fixtures"
PACKAGES = FIXTURES / "packages.jsonl"
DATA_JSON = FIXTURES / "data.json"
DATABASE = {
    "title": "Cơ sở dữ liệu hạ tầng giao thông",
    "organization": "so-xay-dung",
}
Run = Callable[..., Result]


@pytest.fixture
def parts(settings: Settings) -> Parts:
    """A portal with three agencies, one of them a successor, and a city database."""
    parts = Parts(settings)
    initialize(settings, parts.engine)
    with parts.services() as services:
        session = services.unit.session
        made = {
            name: Organization(
                name=name,
                title=title,
                title_key=sort_key(title),
                values=values,
                modified_at=services.unit.now(),
            )
            for name, title, values in (
                ("so-xay-dung", "Sở Xây dựng", {"title_en": "Department of Construction"}),
                ("so-khoa-hoc-va-cong-nghe", "Sở Khoa học và Công nghệ", {}),
                (
                    "so-thong-tin-va-truyen-thong",
                    "Sở Thông tin và Truyền thông",
                    {"short_names": ["Sở TTTT"]},
                ),
                (
                    "so-nong-nghiep-va-moi-truong",
                    "Sở Nông nghiệp và Môi trường",
                    {"short_names": ["Sở NN&MT"]},
                ),
            )
        }
        session.add_all(made.values())
        session.flush()
        session.add(
            OrganizationSuccession(
                predecessor_id=made["so-thong-tin-va-truyen-thong"].id,
                successor_id=made["so-khoa-hoc-va-cong-nghe"].id,
                effective_on=services.unit.today(),
            )
        )
        services.records.create("city-databases", DATABASE, name="csdl-giao-thong")
    return parts


@pytest.fixture
def run(parts: Parts, settings: Settings) -> Run:
    """Runs `portal import`."""

    def invoke(*arguments: Any) -> Result:
        return CliRunner().invoke(program(), ["import", *map(str, arguments)], obj=settings)

    return invoke


def records(parts: Parts) -> dict[str, Dataset]:
    """The imported records by name."""
    with parts.sessions() as session:
        query = select(Dataset).join(ImportedRecord, ImportedRecord.dataset_id == Dataset.id)
        found = {record.name: record for record in session.scalars(query)}
        for record in found.values():
            _ = (record.organization.name, [r.url for r in record.resources], record.plan)
        return found


PUBLISHING = (
    *("--publish", "--theme", "transport", "--frequency", "Hằng năm", "--contact", "Văn phòng Sở"),
    *("--database", "csdl-giao-thong"),
)


def test_packages_become_drafts(parts: Parts, run: Run) -> None:
    result = run(PACKAGES)
    assert result.exit_code == 1, result.output
    found = records(parts)
    assert {r.state for r in found.values()} == {RecordState.DRAFT}
    parking = found["diem-do-xe-o-to"]
    assert parking.values["description"].startswith("Danh sách **điểm đỗ xe** do thành phố quản lý.")
    assert parking.values["licence"] == "cc-by-4.0"
    assert parking.values["update_frequency"] == "monthly"
    assert parking.values["period"] == {"start": "2024-01-01", "end": "2026-12-31"}
    assert [(r.format, r.url) for r in parking.resources] == [
        ("csv", "https://dulieu.example.vn/do-xe.csv"),
        ("other", "https://dulieu.example.vn/do-xe.kmz"),
    ]
    assert found["tram-phat-song"].organization.name == "so-khoa-hoc-va-cong-nghe"


def test_name_that_is_taken_gets_an_ending(parts: Parts, run: Run) -> None:
    run(PACKAGES)
    assert sum(name.startswith("diem-do-xe-o-to-") for name in records(parts)) == 1


def test_deleted_and_ownerless_packages_are_not_taken(parts: Parts, run: Run) -> None:
    result = run(PACKAGES)
    assert len(records(parts)) == 4
    assert "Nguồn đã xóa bản ghi này." in result.output
    assert "--organization" in result.output


def test_organization_for_those_without(parts: Parts, run: Run) -> None:
    run(PACKAGES, "--organization", "Department of Construction")
    assert records(parts)["khong-co-quan"].organization.name == "so-xay-dung"


def test_publishing_what_the_rules_allow(parts: Parts, run: Run) -> None:
    run(PACKAGES, *PUBLISHING)
    states = {name: record.state for name, record in records(parts).items()}
    assert states["diem-do-xe-o-to"] == states["tram-phat-song"] == RecordState.PUBLISHED
    assert states["du-lieu-noi-bo"] == RecordState.DRAFT


def test_published_records_are_found(parts: Parts, run: Run) -> None:
    run(PACKAGES, *PUBLISHING)
    page = parts.ports.search.search(SearchQuery(text="diem do xe", audience=frozenset({"public"})))
    assert page.total == 1


def test_report_says_what_publication_needs(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    run(PACKAGES, "--publish", "--report", report)
    entries = {entry["name"]: entry for entry in json.loads(report.read_text(encoding="utf-8"))}
    missing = {problem["path"] for problem in entries["tram-phat-song"]["missing"]}
    assert missing == {"themes", "update_frequency"}
    assert entries["tram-phat-song"]["outcome"] == "draft"
    assert entries["tram-phat-song"]["url"].endswith("/dataset/tram-phat-song")


def test_report_as_table(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    run(PACKAGES, "--report", report)
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"private", "deleted", "successor", "url"} <= {row["code"] for row in rows}


def test_dcat_us_file(parts: Parts, run: Run) -> None:
    result = run(DATA_JSON)
    assert result.exit_code == 1
    found = records(parts)
    bridges = found["bridge-inspections"]
    assert bridges.organization.name == "so-xay-dung"
    assert [r.values.get("kind") for r in bridges.resources] == [None, "api", "documentation"]
    assert found["street-trees"].values["licence"] == "unspecified"
    assert found["building-permits"].values["access_level"] == "restricted"
    air = found["chat-luong-khong-khi"]
    assert air.values["title_en"] == "Air quality"
    assert air.values["licence"] == "cc-by-4.0"
    assert air.organization.name == "so-nong-nghiep-va-moi-truong"


@pytest.mark.parametrize("file", [PACKAGES, DATA_JSON], ids=["ckan", "dcat-us"])
def test_second_run_changes_nothing(parts: Parts, run: Run, file: Path) -> None:
    run(file)
    with parts.sessions() as session:
        before = session.scalar(select(func.count()).select_from(Activity))
    with use_language("en"):
        result = run(file)
    with parts.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == before
    assert "unchanged 4" in result.output


def changed_packages(tmp_path: Path) -> Path:
    path = tmp_path / "later.jsonl"
    text = PACKAGES.read_text(encoding="utf-8").replace(
        "Vị trí các trạm BTS.", "Vị trí mới của các trạm BTS."
    )
    path.write_text(text.replace("do-xe.kmz", "do-xe-moi.kmz"), encoding="utf-8")
    return path


def test_what_changed_at_the_source_is_updated(parts: Parts, run: Run, tmp_path: Path) -> None:
    run(PACKAGES, *PUBLISHING)
    result = run(changed_packages(tmp_path), *PUBLISHING)
    assert "đã cập nhật 2" in result.output
    found = records(parts)
    assert found["tram-phat-song"].values["description"] == "Vị trí mới của các trạm BTS."
    shown = [r.url for r in found["diem-do-xe-o-to"].resources if r.removed_at is None]
    assert shown == ["https://dulieu.example.vn/do-xe.csv", "https://dulieu.example.vn/do-xe-moi.kmz"]


def test_what_was_revised_here_is_kept(parts: Parts, run: Run, tmp_path: Path) -> None:
    run(PACKAGES)
    with parts.services() as services:
        record = services.records.find("tram-phat-song")
        values = {
            **record.values,
            "title": "Trạm phát sóng, đã sửa",
            "organization": record.organization.name,
        }
        services.records.revise("tram-phat-song", values, version=record.version)
    result = run(changed_packages(tmp_path))
    assert "giữ bản ở đây 1" in result.output
    assert records(parts)["tram-phat-song"].title == "Trạm phát sóng, đã sửa"


def test_dry_run_saves_nothing(parts: Parts, run: Run) -> None:
    result = run(PACKAGES, "--dry-run")
    assert "lập bản nháp 4" in result.output
    assert records(parts) == {}


def test_limit(parts: Parts, run: Run) -> None:
    assert run(PACKAGES, "--limit", "1").exit_code == 0
    assert len(records(parts)) == 1


def test_killed_import_keeps_its_batches_and_goes_on(
    parts: Parts, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_, "BATCH", 1)
    take, calls = Importing.take, []

    def dies_at_the_third(self: Importing, *arguments: Any) -> Any:
        calls.append(1)
        results = take(self, *arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return results

    with monkeypatch.context() as patch:
        patch.setattr(Importing, "take", dies_at_the_third)
        run(PACKAGES)
    assert len(records(parts)) == 2
    assert "không đổi 2" in run(PACKAGES).output
    assert len(records(parts)) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        (ROOT / "README.md",),
        (PACKAGES, "--organization", "Bộ Pháp thuật"),
        (PACKAGES, "--licence", "gpl"),
        (PACKAGES, "--database", "khong-co"),
        ("không-có-tệp",),
    ],
    ids=["file", "organization", "licence", "database", "path"],
)
def test_unusable_input_ends_with_status_2(run: Run, arguments: tuple[Any, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_migration_goes_down_and_up_again(parts: Parts) -> None:
    downgrade(parts.engine, "0001")
    upgrade(parts.engine)
    assert records(parts) == {}
