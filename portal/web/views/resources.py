"""Files and links of a record: their page, the originals, conversions and old versions."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request, send_file

from portal.catalog.downloads import ConvertedDownload, Download
from portal.http.context import services
from portal.http.exports import with_export
from portal.http.responses import attachment
from portal.http.usage import count_download

blueprint = Blueprint("resources", __name__, url_prefix="/dataset/<name>/resource/<resource_id>")

VIEWS = ("table", "columns", "versions")


@blueprint.get("")
def page(name: str, resource_id: str) -> str:
    """First rows, columns or versions, one view at a time."""
    found = services().reading.resource(name, resource_id)
    chosen = request.args.get("view", "")
    return render_template("pages/resource.html", page=found, view=chosen if chosen in VIEWS else "table")


@blueprint.get("/download/<path:filename>")
def download(name: str, resource_id: str, filename: str) -> Response:  # noqa: ARG001 - the name is for people
    """The newest original, or its table in the form `?format=`."""
    if wanted := request.args.get("format"):
        return send_conversion(services().downloads.conversion(name, resource_id, wanted))
    return send_original(services().downloads.original(name, resource_id))


@blueprint.get("/version/<int:number>/<path:filename>")
def version(name: str, resource_id: str, number: int, filename: str) -> Response:  # noqa: ARG001
    """An original as it was once uploaded."""
    if wanted := request.args.get("format"):
        return send_conversion(services().downloads.conversion(name, resource_id, wanted, number))
    return send_original(services().downloads.original(name, resource_id, number))


def send_original(found: Download) -> Response:
    """The file as it is: whole, in part, or nothing but its headers."""
    count_download(found.dataset_id)
    path = found.path
    response = send_file(
        path if path is not None else found.open(),
        mimetype=found.media_type,
        conditional=path is not None,
        etag=found.key,
        last_modified=found.modified_at,
    )
    if path is None:
        response.content_length = found.size_bytes
        response.make_conditional(request.environ, accept_ranges=True, complete_length=found.size_bytes)
    # Without a charset: the original may have any.
    response.headers["Content-Type"] = found.media_type
    return kept_fresh(attachment(response, found.filename))


def send_conversion(found: ConvertedDownload) -> Response:
    """The table in another form: a file that was kept, or one that is sent while it is written."""
    response = kept_fresh(attachment(Response(content_type=found.format.media_type), found.filename))
    response.set_etag(found.etag)
    response.last_modified = found.modified_at
    response.make_conditional(request.environ)
    if request.method == "HEAD" or response.status_code == HTTPStatus.NOT_MODIFIED:
        return response
    count_download(found.dataset_id)
    return with_export(response, found.open())


def kept_fresh(response: Response) -> Response:
    """Caches may keep it but ask each time whether it is still the newest."""
    response.headers["Cache-Control"] = "public, no-cache"
    return response
