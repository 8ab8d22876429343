"""Icons of the sprite as markup. Decoration by default; with a label they speak."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from flask import request
from markupsafe import Markup

from portal.web.assets import STATIC, asset


def icon(name: str, label: str = "") -> Markup:
    """The icon `name`, hidden from screen readers unless it has a label."""
    return _icon(sprite(), name, label)


def mark(name: str, tone: str, css: str = "mk") -> Markup:
    """A mark of the promise line by itself: `inv`, `ring`, `kept`, `work`, `ahead`, `late`, `void`."""
    return _mark(sprite(), name, tone, css)


@cache
def names() -> tuple[str, ...]:
    """Every icon of the sprite."""
    return tuple(re.findall(r'id="i-([a-z]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))


def sprite() -> str:
    """The address of the sprite."""
    found: str | None = request.environ.get("portal.sprite")
    if found is None:
        found = request.environ["portal.sprite"] = asset("icons.svg")
    return found


@lru_cache(maxsize=512)
def _icon(address: str, name: str, label: str) -> Markup:
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#i-{}"/></svg>').format(says, address, name)


@lru_cache(maxsize=512)
def _mark(address: str, name: str, tone: str, css: str) -> Markup:
    return Markup(
        '<svg class="{} p-{}" viewBox="0 0 20 20" aria-hidden="true"><use href="{}#p-{}"/></svg>'
    ).format(css, tone, address, name)
