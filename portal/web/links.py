"""Addresses of pages. Built by hand because a result page needs a hundred and `url_for` takes its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from flask import current_app, request

from portal.i18n import DEFAULT_LANGUAGE, LANGUAGES, language
from portal.web.language import alternate


def link(path: str) -> str:
    """The address of a path of the portal in the language of this request."""
    script_name: str = request.environ.get("SCRIPT_NAME", "")
    return script_name + path


def dataset_url(name: str) -> str:
    """The page of a record."""
    return link("/dataset/" + name)


def resource_url(dataset: str, resource: str) -> str:
    """The page of a file or link of a record."""
    return link(f"/dataset/{dataset}/resource/{resource}")


def download_url(
    dataset: str, resource: str, filename: str, number: int | None = None, form: str = ""
) -> str:
    """Where a file is fetched: its newest version or version `number`, as it is or in the form `form`."""
    middle = "download" if number is None else f"version/{number}"
    name = quote(filename or "data", safe="")
    return f"{resource_url(dataset, resource)}/{middle}/{name}" + (f"?format={form}" if form else "")


def preview_url(dataset: str, resource: str, filename: str) -> str:
    """Where pages of the portal fetch a picture or a PDF file to show it."""
    return f"{resource_url(dataset, resource)}/preview/{quote(filename or 'data', safe='')}"


def query_url(path: str, params: Mapping[str, Sequence[str]], **changes: str | int | None) -> str:
    """`path` with a query: `params`, of which `changes` replace some or, by None, take some away."""
    pairs = [(k, v) for k, values in params.items() if k not in changes for v in values]
    pairs += [(k, str(v)) for k, v in changes.items() if v is not None]
    return link(path) + ("?" + urlencode(pairs, errors="replace") if pairs else "")


def pairs_url(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """`path` with the pairs as its query, in their order."""
    return link(path) + ("?" + urlencode(pairs, errors="replace") if pairs else "")


def site_url() -> str:
    """Scheme and host that the portal is known by: the setting, else those of the request."""
    address: str = current_app.extensions["portal"].ports.settings.site_url
    return address or request.host_url.rstrip("/")


def canonical_url() -> str:
    """The one address of this page in this language."""
    return site_url() + alternate(language())


def alternate_urls() -> list[tuple[str, str]]:
    """This page in each language, and under `x-default` for everyone else: (language, address)."""
    pages = [(code, site_url() + alternate(code)) for code in LANGUAGES]
    return [*pages, ("x-default", site_url() + alternate(DEFAULT_LANGUAGE))]
