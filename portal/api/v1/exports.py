"""`/api/v1/resources/<id>/export.<format>`: a whole table, or all rows of a question, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, request, send_file

from portal.api.answers import found_table, link, resource_url
from portal.api.arguments import OTHERS, Arguments, given_arguments
from portal.api.freshness import dated, tag_of, unchanged
from portal.api.rates import DOWNLOAD_COST, spend
from portal.api.row_forms import file_name
from portal.catalog.tables import FoundTable
from portal.errors import NotFound
from portal.http.context import services
from portal.http.responses import attachment
from portal.http.usage import count_download
from portal.i18n import gettext as _
from portal.i18n import language
from portal.tabular.export.exporter import Export
from portal.tabular.export.formats import EXPORTS, ExportFormat
from portal.tabular.export.plan import ExportOptions, Rows
from portal.tabular.query.arguments import parse_query, to_arguments
from portal.tabular.query.request import TableQuery

blueprint = Blueprint("api_exports", __name__, url_prefix="/api/v1/resources/<resource_id>")

PAGING = ("limit", "offset", "cursor")
"""Arguments of a page of rows: a file holds them all."""


@dataclass(frozen=True)
class Wanted:
    """A file that somebody asked for. `tag` is another one as soon as the file is."""

    found: FoundTable
    query: TableQuery
    format: ExportFormat
    options: ExportOptions

    @property
    def tag(self) -> str:
        """Made of all that the bytes depend on."""
        table = self.found.table
        asked = to_arguments(self.query)
        return tag_of(table.version, table.columns, asked, self.format.code, self.options, language())

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the table is left out or moved."""
        return self.query == TableQuery()

    @property
    def permalink(self) -> str:
        """The address of this very file, whatever is uploaded later."""
        switches = {"raw": self.options.is_raw, "bom": self.options.has_mark}
        lasting = [*to_arguments(self.query), *((name, "1") for name, is_on in switches.items() if is_on)]
        version = ("version", str(self.found.version.number))
        return resource_url(self.found, f"/export.{self.format.code}", (*lasting, version))


@blueprint.route("/export.<format>", methods=["GET", "POST"])
def export(resource_id: str, format: str) -> Response:
    """The file, sent while it is made; one of a whole table is kept and sent as it is the next time."""
    wanted = _wanted(resource_id, format, given_arguments().without(*PAGING))
    modified = wanted.found.stored.made_at
    if same := unchanged(wanted.tag, modified, is_weak=False):
        return same
    spend(DOWNLOAD_COST - 1)
    count_download(wanted.found.dataset.id)
    response = _nothing() if request.method == "HEAD" else _file(wanted)
    response.headers["Content-Type"] = wanted.format.media_type
    link(response, canonical=wanted.permalink)
    dated(response, wanted.tag, modified, is_weak=False)
    return attachment(response, file_name(wanted.found, wanted.format.extension))


def _wanted(resource_id: str, code: str, asked: Arguments) -> Wanted:
    if code not in EXPORTS:
        known = ", ".join(EXPORTS)
        raise NotFound(_("Không có định dạng “%(format)s”. Có: %(known)s.", format=code[:40], known=known))
    found = found_table(resource_id, asked)
    query = parse_query(asked.pairs, found.table, others=OTHERS)
    options = ExportOptions(asked.is_set("raw"), asked.is_set("bom"))
    return Wanted(found, query, EXPORTS[code], options)


def _file(wanted: Wanted) -> Response:
    made = _made(wanted)
    if made.path is not None:
        try:
            return _kept(made.path, wanted)
        except FileNotFoundError:  # let go of in this very moment
            made = _made(wanted)
    assert made.stream is not None
    # Without the context of the request: the database is let go of before the file is sent.
    response = Response(made.stream)
    response.implicit_sequence_conversion = False
    response.call_on_close(made.stream.close)
    return response


def _made(wanted: Wanted) -> Export:
    exporter, table = services().ports.exporter, wanted.found.table
    if wanted.is_whole:
        return exporter.of_table(table, wanted.format, wanted.options)
    return exporter.of_query(Rows.of_query(table, wanted.query), wanted.format, wanted.options)


def _kept(path: Path, wanted: Wanted) -> Response:
    return send_file(
        path,
        mimetype="application/octet-stream",
        conditional=True,
        etag=wanted.tag,
        last_modified=wanted.found.stored.made_at,
    )


def _nothing() -> Response:
    """The headers alone: nothing is made for who does not want it."""
    response = Response()
    response.automatically_set_content_length = False
    return response
