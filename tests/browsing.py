"""What browser tests share: the browser, the accessibility checker, the HTML validator."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from portal.cli.front_end import node
from tests.live import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / "tests" / "htmlvalidate.json"


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium without a window."""
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        raise RuntimeError("the browser tests need Chromium: `make test` says how to get it")
    return playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)


def accessibility_problems(page: Page, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """What axe finds on the page as it is now: one line per rule with the first element that breaks it.

    The page must come from a context made with `bypass_csp=True` (the fixture `axe_page`).
    """
    page.add_script_tag(path=AXE)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['id']} ({found['impact']}, {len(found['nodes'])}×): {found['nodes'][0]['html'][:200]}"
        for found in result["violations"]
        if found["impact"] in impacts
    ]


def html_problems(pages: Mapping[str, str]) -> list[str]:
    """What the validator says about the pages (name → HTML), in one run: "name:line:column rule message"."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder).resolve() / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[str(file)] = name
        command = [*node(), str(HTML_VALIDATE), "--config", str(RULES), "--formatter", "json", *names]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1) or not result.stdout.strip():
        raise RuntimeError(f"html-validate failed: {result.stderr or result.stdout}")
    return [
        f"{names[report['filePath']]}:{m['line']}:{m['column']} {m['ruleId']}: {m['message']}"
        for report in json.loads(result.stdout)
        for m in report["messages"]
        if m["severity"] == 2
    ]
