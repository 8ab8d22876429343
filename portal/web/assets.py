"""Style sheet, scripts, icons, fonts: read once at the start, named by their content, cached for a year."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

STATIC = Path(__file__).parent / "static"
STYLES = (
    "fonts.css",
    "reset.css",
    "tokens.css",
    "base.css",
    "layout.css",
    "components/chrome.css",
    "components/state.css",
    "components/promise.css",
    "components/search.css",
    "components/record.css",
    "components/table.css",
    "components/figures.css",
    "components/form.css",
    "components/sql.css",
    "utilities.css",
)
LAYERS = "@layer reset,tokens,base,layout,components,utilities;\n"
VENDOR = ("*/build/*.js", "*/dist/*.js", "*/dist/*.css")
"""Libraries that only some pages load; there once set-up has fetched them."""
PREFIX = "/assets/"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `packed` is its gzip form, empty where that does not help."""

    body: bytes
    packed: bytes
    media_type: str


@dataclass(frozen=True)
class Assets:
    """All assets. `names` leads from the plain name (`portal.css`) to the one with the content's hash."""

    names: Mapping[str, str]
    files: Mapping[str, Asset]


def load_assets(folder: Path = STATIC) -> Assets:
    """Read every asset under `folder`; fonts not fetched yet by set-up are left out of the style sheet."""
    names: dict[str, str] = {}
    files: dict[str, Asset] = {}

    def add(name: str, body: bytes) -> str:
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"
        names[name], files[hashed] = hashed, _asset(name, body)
        return hashed

    libraries = (path for pattern in VENDOR for path in sorted((folder / "vendor").glob(pattern)))
    for path in [*sorted(folder.glob("*.svg")), *sorted((folder / "js").glob("*.js")), *libraries]:
        body = path.read_bytes()
        # In our lowest layer: what we say of a library's elements counts.
        add(path.name, b"@layer reset{%s}" % body if path.suffix == ".css" else body)

    def font(match: re.Match[str]) -> str:
        path = folder / match.group(1)
        return f'url("{add(path.name, path.read_bytes())}")' if path.exists() else ""

    style = "".join((folder / "css" / name).read_text(encoding="utf-8") for name in STYLES)
    style = re.sub(r'url\("(vendor/[^"]+)"\)', font, style)
    style = re.sub(r"@font-face\{[^}]*src: ?format[^}]*\}\n?", "", style)
    add("portal.css", (LAYERS + style).encode())
    return Assets(names, files)


def _asset(name: str, body: bytes) -> Asset:
    types = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "woff2": "font/woff2"}
    ending = name.rpartition(".")[2]
    packed = b"" if ending == "woff2" else gzip.compress(body, 9, mtime=0)
    return Asset(
        body, packed, types.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    )


def assets() -> Assets:
    """The assets of the running application."""
    loaded: Assets = current_app.extensions["assets"]
    return loaded


def asset(name: str) -> str:
    """The address of an asset, the same in every language."""
    root: str = request.environ.get("portal.root", request.script_root)
    return root + PREFIX + assets().names[name]


@blueprint.get(f"{PREFIX}<path:name>")
def send(name: str) -> Response:
    """An asset, packed if the browser takes it. A new content has a new name, so it never grows stale."""
    found = assets().files.get(name) or abort(404)
    is_packed = bool(found.packed) and request.accept_encodings["gzip"] > 0
    response = Response(found.packed if is_packed else found.body, content_type=found.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for browsers that ask at the usual place."""
    return send(assets().names["favicon.svg"])
