"""What templates may call: translation, numbers and days, addresses, badges, the promise line."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask, current_app, get_flashed_messages, request
from jinja2 import FileSystemLoader
from markupsafe import Markup

from portal import i18n
from portal.web import (
    badges,
    dates,
    icons,
    language,
    links,
    marking,
    promise_line,
    promise_path,
    river,
    security,
)
from portal.web import sentences, theme
from portal.web.assets import STATIC, asset
from portal.web.context import identity


def translate(message: str, **values: object) -> str:
    """`message` in the current language. With markup among the values the result is markup, the rest escaped."""
    text = i18n.gettext(message)
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(text) % values  # noqa: S704 - our own text, values are escaped
    return text % values if values else text


def translate_count(singular: str, plural: str, n: int, **values: object) -> str:
    """The form of a message for `n`, its number written as the language does."""
    return i18n.ngettext(singular, plural, n, **values)


def number(value: float) -> str:
    """1.234,5 or 1,234.5."""
    return i18n.format_number(value)


class Site:
    """Name, operator and address of this portal in the current language."""

    @property
    def _settings(self) -> Any:
        return current_app.extensions["portal"].ports.settings

    @property
    def city(self) -> str:
        """The city's name."""
        return i18n.pick({"vi": self._settings.city_name_vi, "en": self._settings.city_name_en})

    @property
    def operator(self) -> str:
        """The agency that runs the portal."""
        return i18n.pick({"vi": self._settings.operator_vi, "en": self._settings.operator_en})

    @property
    def name(self) -> str:
        """The portal's name."""
        return i18n.gettext("Cổng dữ liệu %(city)s", city=self.city)

    @property
    def contact_email(self) -> str:
        """Where to write, empty if the operator set no address."""
        address: str = self._settings.contact_email
        return address


def flashed() -> list[Any]:
    """Messages left by the last request; asks for the session only where there is one."""
    name = current_app.config.get("SESSION_COOKIE_NAME", "session")
    return list(get_flashed_messages(with_categories=True)) if name in request.cookies else []


@cache
def art() -> Markup:
    """The river behind the home page's title."""
    return Markup((STATIC / "art" / "river.svg").read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


def configure(app: Flask) -> None:
    """Give the templates their folder, functions and filters."""
    env = app.jinja_env
    env.loader = FileSystemLoader(STATIC.parent / "templates")
    env.auto_reload = False
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        _=translate,
        ngettext=translate_count,
        asset=asset,
        icon=icons.icon,
        mark=icons.mark,
        sprite=icons.sprite,
        link=links.link,
        dataset_url=links.dataset_url,
        resource_url=links.resource_url,
        art=art,
        site=Site(),
        download_url=links.download_url,
        query_url=links.query_url,
        canonical_url=links.canonical_url,
        alternate_urls=links.alternate_urls,
        alternate=language.alternate,
        language=i18n.language,
        languages=language.NAMES,
        theme=theme.theme,
        theme_url=theme.theme_url,
        nonce=security.nonce,
        identity=identity,
        flashed=flashed,
        state_badge=badges.state_badge,
        promise_badge=badges.promise_badge,
        access_badge=badges.access_badge,
        card_badges=badges.card_badges,
        page_badges=badges.page_badges,
        small_line=promise_line.small_line,
        stops=promise_path.stops,
        path_title=promise_path.path_title,
        sentence=sentences.sentence,
        short_sentence=sentences.short,
        marked=marking.marked,
        river=river.river,
    )
    env.filters.update(
        day=i18n.format_date,
        moment=i18n.format_datetime,
        dated=dates.dated,
        timed=dates.timed,
        number=number,
        size=i18n.format_size,
    )
