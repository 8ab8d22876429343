"""Languages in addresses: `/en/…` is the English page of `/…`. Nothing else chooses the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from flask import request
from markupsafe import Markup

from portal.i18n import DEFAULT_LANGUAGE, LANGUAGES, language, use_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

T = TypeVar("T")
NAMES = {"vi": "Tiếng Việt", "en": "English"}


class LanguageMiddleware:
    """Moves a leading `/en` from the path into the script name and speaks that language during the request.

    So routes know nothing of languages, and every address built from the script name keeps the language.
    `portal.root` in the environment is the script name without it.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        root: str = environ.get("SCRIPT_NAME", "")
        path: str = environ.get("PATH_INFO", "")
        code = path[1:].partition("/")[0]
        environ["portal.root"] = root
        if code not in LANGUAGES or code == DEFAULT_LANGUAGE:
            code = DEFAULT_LANGUAGE
        else:
            environ["SCRIPT_NAME"] = f"{root}/{code}"
            environ["PATH_INFO"] = path[len(code) + 1 :] or "/"
        with use_language(code):
            return self.app(environ, start_response)


def in_language(made: Iterable[T]) -> Iterator[T]:
    """The same items, each made in the language of this request although it has returned by then."""
    return _spoken(iter(made), language())


def _spoken(items: Iterator[T], code: str) -> Iterator[T]:
    end = object()
    while True:
        with use_language(code):
            item = next(items, end)
        if item is end:
            return
        yield item  # type: ignore[misc]


_VIETNAMESE = re.compile("[ăâđêôơưạ-ỹ]", re.IGNORECASE)


def tongue(text: str | None) -> str:
    """The attribute that tells a screen reader of a Vietnamese text on a page in another language."""
    if language() == DEFAULT_LANGUAGE or not text or not _VIETNAMESE.search(text):
        return ""
    return Markup(' lang="vi"')


def root() -> str:
    """The path under which the portal lies, without a language; usually empty."""
    found: str = request.environ.get("portal.root", request.script_root)
    return found


def prefix(code: str) -> str:
    """What stands before every path in the language `code`."""
    return root() + ("" if code == DEFAULT_LANGUAGE else f"/{code}")


def own_path() -> str:
    """The path of this page without language and query; never two slashes first: that would be a host."""
    return "/" + quote(request.path.lstrip("/\\"), safe="/:@!$&'()*+,;=~")


def own_query(**changes: str | None) -> str:
    """The query of this page with a leading `?`, with parameters set, or taken away by None."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in changes and k != "theme"]
    pairs += [(k, v) for k, v in changes.items() if v is not None]
    return "?" + urlencode(pairs, errors="replace") if pairs else ""


def alternate(code: str) -> str:
    """This page in another language, with its query."""
    own: str | None = request.environ.get("portal.own")
    if own is None:
        own = request.environ["portal.own"] = own_path() + own_query()
    return prefix(code) + own
