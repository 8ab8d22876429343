"""What the tree promises: layers, small files, documented settings, nothing of one machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.cli.settings import markdown_page
from tests.live import ROOT

LONGEST_FILE_LINES = 350
TEXT = {
    ".py",
    ".md",
    ".cfg",
    ".toml",
    ".ini",
    ".html",
    ".css",
    ".js",
    ".yaml",
    ".json",
    ".sh",
    ".po",
    ".lock",
    "",
}
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.:])/(?:work|home|Users|root)/\w"),
    "an unfinished note": re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b"),
    "a package address": re.compile(r"files\.python" r"hosted|registry\.npm" r"js|pypi\.o" r"rg/simple"),
}


def committed_files() -> list[Path]:
    """Every file that git knows, or would take."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def package_files() -> list[Path]:
    """The modules of the package; migrations are generated and never edited."""
    return [p for p in (ROOT / "portal").rglob("*.py") if "migrations" not in p.parts]


def test_imports_point_down() -> None:
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_file_of_the_package_is_long() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in package_files()}
    assert {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > LONGEST_FILE_LINES} == {}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed_files()
        if path.suffix in TEXT and "seed_data" not in path.parts
        if (match := FORBIDDEN[what].search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


def test_the_page_of_settings_is_current() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == markdown_page(), "run: make settings"


def test_every_make_target_that_people_use_has_a_line_of_help() -> None:
    help_text = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [name for name in ("run", "test", "lint", "bench") if f"make {name} " not in help_text] == []


def test_tested_versions_are_the_versions_that_run() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


def test_every_pinned_package_has_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        entries = re.split(r"^(?=\S)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert [e for e in entries if "==" in e and "--hash=sha256:" not in e] == [], lock.name


def test_the_front_end_lock_names_no_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
