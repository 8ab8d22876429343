"""Fixtures for all tests: settings on a folder of their own, a live portal, a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as property_settings

from portal.settings import Settings
from tests.live import ROOT, LivePortal, shared_portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# How long an example takes says more about the machine's other work than about the code.
property_settings.register_profile("portal", deadline=None)
property_settings.load_profile("portal")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest group, which no two processes can share, so that it is not the last to end."""
    items.sort(key=lambda item: "/test_operations.py" not in item.nodeid)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a portal that has nothing yet."""
    folders = {"schemas_dir": ROOT / "catalog_schemas", "seed_dir": ROOT / "seed_data"}
    return Settings(data_dir=tmp_path / "data", demo_password="thử-thôi-2026", **folders).resolved()


@pytest.fixture(scope="session")
def live_portal(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[LivePortal]:
    """A running portal with the sample data, shared by all tests of the run: leave what others look at."""
    folder = tmp_path_factory.getbasetemp()
    with shared_portal((folder if worker_id == "master" else folder.parent) / "live-portal") as portal:
        yield portal


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once per test process."""
    from playwright.sync_api import sync_playwright

    from tests.browsing import launch

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A page of a fresh visitor; relative addresses lead to the live portal. Console errors fail the test."""
    context = browser.new_context(base_url=live_portal.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    # A page that is meant to be missing is reported on the console as well.
    assert [e for e in errors if "Failed to load resource" not in e] == []


@pytest.fixture
def axe_page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A page into which the accessibility checker may be put, whatever the portal's policy."""
    context = browser.new_context(base_url=live_portal.url, locale="vi-VN", bypass_csp=True)
    yield context.new_page()
    context.close()
