"""What tests of several pages share: a browser without scripts, the table of schools."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.live import LivePortal


@pytest.fixture
def plain_page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(base_url=live_portal.url, locale="vi-VN", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def table(live_portal: LivePortal) -> str:
    """The path of the table of schools."""
    with urllib.request.urlopen(f"{live_portal.url}/dataset/truong-pho-thong.json") as answer:
        address: str = json.load(answer)["resources"][0]["page"]
    return address.removeprefix(live_portal.url)
