"""What templates may call: translation, numbers and days, addresses, badges, the promise line."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from typing import Any

from flask import Flask, current_app, get_flashed_messages, request
from jinja2 import Environment, FileSystemLoader
from jinja2.runtime import Macro
from markupsafe import Markup

from portal import i18n
from portal.http import security
from portal.http.context import identity
from portal.metadata.specification import Term
from portal.tabular.query.values import type_words
from portal.web import (  # fmt: skip
    badges,
    dates,
    icons,
    language,
    links,
    marking,
    organization_facts,
    promise_line,
    promise_path,
    record_facts,
    river,
    sentences,
    theme,
)
from portal.web.assets import STATIC, asset
from portal.web.site import Site


def translate(message: str, /, **values: object) -> str:
    """`message` in the current language; with markup among its values it becomes markup, the rest escaped."""
    text = i18n.gettext(message)
    if any(isinstance(value, Markup) for value in values.values()):
        return sentences.fill(text, **values)
    return text % values if values else text


def translate_count(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The form of a message for `n`, its number written as the language does."""
    return i18n.ngettext(singular, plural, n, **values)


def number(value: float) -> str:
    """1.234,5 or 1,234.5."""
    return i18n.format_number(value)


def percent(value: float) -> str:
    """52,2%: one digit, and never 100% while anything is missing."""
    shown = math.floor(value * 10) / 10 if value < 100 else 100
    return i18n.format_number(int(shown) if shown == int(shown) else shown) + "%"


def bold(text: str) -> Markup:
    """Important words within a translated text."""
    return Markup("<b>{}</b>").format(text)


def linked(address: str, text: str) -> Markup:
    """A link within a translated text."""
    return Markup('<a href="{}">{}</a>').format(address, text)


def code(text: str) -> Markup:
    """What is typed as it stands, within a translated text."""
    return Markup("<code>{}</code>").format(text)


def plain(licence: Term) -> str:
    """A licence in one sentence."""
    return i18n.pick(licence.extra.get("plain", {}))


def flashed() -> list[Any]:
    """Messages left by the last request; asks for the session only where there is one."""
    name = current_app.config.get("SESSION_COOKIE_NAME", "session")
    return list(get_flashed_messages(with_categories=True)) if name in request.cookies else []


@cache
def art() -> Markup:
    """The river behind the home page's title."""
    return Markup((STATIC / "art" / "river.svg").read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


FILTERS: dict[str, Any] = {
    "day": i18n.format_date,
    "moment": i18n.format_datetime,
    "dated": dates.dated,
    "timed": dates.timed,
    "number": number,
    "percent": percent,
    "size": i18n.format_size,
}
TEXT: dict[str, Any] = {
    "_": translate,
    "ngettext": translate_count,
    "bold": bold,
    "linked": linked,
    "code": code,
    "plain": plain,
    "marked": marking.marked,
    "sentence": sentences.sentence,
    "short_sentence": sentences.short,
    "late_reason": sentences.reason,
    "type_name": type_words,
    "succession_text": record_facts.succession_text,
    "language": i18n.language,
    "languages": language.NAMES,
    "tongue": language.tongue,
    "site": Site(),
}
ADDRESSES: dict[str, Any] = {
    "asset": asset,
    "link": links.link,
    "dataset_url": links.dataset_url,
    "resource_url": links.resource_url,
    "download_url": links.download_url,
    "preview_url": links.preview_url,
    "query_url": links.query_url,
    "canonical_url": links.canonical_url,
    "alternate_urls": links.alternate_urls,
    "alternate": language.alternate,
    "theme": theme.theme,
    "theme_url": theme.theme_url,
    "nonce": security.nonce,
}
PICTURES: dict[str, Any] = {
    "art": art,
    "icon": icons.icon,
    "mark": icons.mark,
    "sprite": icons.sprite,
    "state_badge": badges.state_badge,
    "promise_badge": badges.promise_badge,
    "access_badge": badges.access_badge,
    "freshness_badge": badges.freshness_badge,
    "card_badges": badges.card_badges,
    "page_badges": badges.page_badges,
    "small_line": promise_line.small_line,
    "stops": promise_path.stops,
    "path_title": promise_path.path_title,
    "river": river.river,
}


COMPONENTS = (
    *("badge", "sim", "promise_picture", "promise_line", "promise_path", "river", "card", "crumbs", "notice"),
    *("empty", "search_box", "facets", "chips", "pager", "history", "file", "field_display", "keys"),
    *("dataset_line", "late_line", "theme_list", "ask_for_data", "list_rows"),
    *("main_menu", "masthead", "footer_columns", "footer"),
)
"""One file each under `components/`; those that others use come first."""
DRAWN_ONCE = frozenset({"badge", "small_picture", "main_menu", "footer_columns"})
"""Macros of one hashable value that a page or many pages show again and again."""


def drawn_once(macro: Callable[[Any], str]) -> Callable[[Hashable], str]:
    """A macro whose markup is kept: the same value is drawn once, not for every row of every page.

    The key holds language and sprite, since pictures point there.
    """

    @lru_cache(maxsize=4096)
    def draw(value: Hashable, _sprite: str, _language: str) -> str:
        return macro(value)

    return lambda value: draw(value, icons.sprite(), i18n.language())


def load_components(env: Environment) -> None:
    """Make every component known to all templates: importing them anew in each rendering costs more."""
    for name in COMPONENTS:
        module = env.get_template(f"components/{name}.html").module
        macros: dict[str, Any] = {k: v for k, v in vars(module).items() if isinstance(v, Macro)}
        for key in DRAWN_ONCE & macros.keys():
            macros[key] = drawn_once(macros[key])
        env.globals.update(macros)


def configure(app: Flask) -> None:
    """Give the templates their folder, functions and filters."""
    env = app.jinja_env
    env.loader = FileSystemLoader(STATIC.parent / "templates")
    env.auto_reload = False
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        **TEXT,
        **ADDRESSES,
        **PICTURES,
        identity=identity,
        flashed=flashed,
        record_facts=record_facts.record_facts,
        organization_facts=organization_facts.organization_facts,
    )
    env.filters.update(FILTERS)
    with app.app_context():
        load_components(env)
