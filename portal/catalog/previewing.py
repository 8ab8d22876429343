"""What can be shown of a file that is no table: pictures, PDF, text, JSON; else why not, and what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass

from portal.catalog.downloads import Download, Downloads
from portal.catalog.json_tree import Node, json_tree
from portal.errors import PortalError
from portal.i18n import gettext as _
from portal.tabular.reading.encoding import decode_sample

MOST_TEXT_BYTES = 64 * 1024
MOST_JSON_BYTES = 1024 * 1024
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})
PDF = "application/pdf"
_JSON = frozenset({"application/json", "application/geo+json", "application/ld+json"})
_TEXT = frozenset(
    {
        "application/xml",
        "application/rdf+xml",
        "application/x-ndjson",
        "application/vnd.google-earth.kml+xml",
    }
)


@dataclass(frozen=True)
class Preview:
    """What is shown of a file. `kind`: picture, pdf, text, json or none; with none, `reason` says why, unless the
    page does.

    `is_cut`: `text` is only the beginning of the file.
    """

    kind: str
    filename: str = ""
    text: str = ""
    tree: Node | None = None
    is_cut: bool = False
    reason: str = ""


class Previewing:
    """Shows files to those who may have them."""

    def __init__(self, downloads: Downloads) -> None:
        self._downloads = downloads

    def preview(self, dataset_name: str, resource_id: str) -> Preview:
        """The newest upload, as far as it can be shown."""
        try:
            found = self._downloads.original(dataset_name, resource_id)
        except PortalError:
            return Preview("none")
        if found.media_type in PICTURES:
            return Preview("picture", found.filename)
        if found.media_type == PDF:
            return Preview("pdf", found.filename)
        if found.media_type in _JSON and found.size_bytes <= MOST_JSON_BYTES and (tree := _tree(found)):
            return Preview("json", found.filename, tree=tree)
        if found.media_type in _JSON | _TEXT or found.media_type.startswith("text/"):
            return _text(found)
        return Preview("none", found.filename, reason=_reason(found.media_type))


def _tree(found: Download) -> Node | None:
    with found.open() as file:
        data = file.read(MOST_JSON_BYTES)
    try:
        return json_tree(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        return None


def _text(found: Download) -> Preview:
    with found.open() as file:
        head = file.read(MOST_TEXT_BYTES)
    text = decode_sample(head)
    if text is None:
        return Preview("none", found.filename, reason=_reason(found.media_type))
    # The cut may have gone through a letter.
    return Preview("text", found.filename, text.rstrip("\ufffd"), is_cut=found.size_bytes > MOST_TEXT_BYTES)


def _reason(media_type: str) -> str:
    if media_type == "application/zip":
        return _("Tệp nén không xem được trên trang. Hãy tải về rồi giải nén.")
    if "word" in media_type:
        return _("Văn bản Word không xem được trên trang. Hãy tải về rồi mở bằng Word hoặc LibreOffice.")
    if "shp" in media_type or "geopackage" in media_type:
        return _("Dữ liệu bản đồ này không xem được trên trang. Hãy tải về rồi mở bằng QGIS.")
    return _("Loại tệp này không xem được trên trang. Hãy tải bản gốc.")
