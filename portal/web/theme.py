"""Light or dark: `?theme=dark` on any page keeps the choice in a cookie and shows the page again."""

from __future__ import annotations

from flask import Flask, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from portal.i18n import language
from portal.web.language import own_path, own_query, prefix, root

THEMES = ("auto", "light", "dark")
COOKIE = "theme"
YEAR_SECONDS = 365 * 24 * 3600


def theme() -> str:
    """The chosen theme; `auto` follows the device."""
    chosen = request.cookies.get(COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def theme_url(name: str) -> str:
    """The address that chooses a theme and comes back to this page."""
    return own_query(theme=name)


def choose_theme() -> AnyResponse | None:
    """Answer a choice of theme; other requests pass."""
    chosen = request.args.get("theme")
    if chosen not in THEMES or request.method not in ("GET", "HEAD"):
        return None
    answer = redirect(prefix(language()) + own_path() + own_query(), 303)
    if chosen == "auto":
        answer.delete_cookie(COOKIE, path=root() or "/", samesite="Lax")
    else:
        answer.set_cookie(
            COOKIE,
            chosen,
            max_age=YEAR_SECONDS,
            path=root() or "/",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return answer


def register(app: Flask) -> None:
    """Let every page answer `?theme=`."""
    app.before_request(choose_theme)
