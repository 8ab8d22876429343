"""The language of an answer: `?lang=`, else the address (`/en/api/…`), else Accept-Language, else Vietnamese."""

from __future__ import annotations

from flask import Flask, Response, request

from portal.http.context import is_api
from portal.i18n import DEFAULT_LANGUAGE, LANGUAGES, language, speak


def register(app: Flask) -> None:
    """Choose it before anything is said."""
    app.before_request(_choose)
    app.after_request(_tell)


def _choose() -> None:
    if not is_api():
        return
    wanted = request.args.get("lang", "")
    if wanted in LANGUAGES:
        speak(wanted)
    elif language() == DEFAULT_LANGUAGE:
        speak(request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE)


def _tell(response: Response) -> Response:
    """Caches keep one answer per language."""
    if is_api() and "Accept-Language" not in response.headers.get("Vary", ""):
        response.vary.add("Accept-Language")
    return response
