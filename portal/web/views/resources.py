"""Files and links of a record: their page, the originals, conversions and old versions."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request, send_file

from portal.catalog.downloads import ConvertedDownload, Download
from portal.catalog.previewing import PDF, PICTURES
from portal.errors import NotFound
from portal.http.context import services
from portal.http.exports import with_export
from portal.http.responses import attachment, shown_in_page
from portal.http.security import framing_policy
from portal.http.usage import count_download
from portal.i18n import gettext as _
from portal.web.language import own_path
from portal.web.links import pairs_url
from portal.web.resource_views import tabs, view_of

blueprint = Blueprint("resources", __name__, url_prefix="/dataset/<name>/resource/<resource_id>")


@blueprint.get("")
def page(name: str, resource_id: str) -> Response:
    """One view of a resource at a time: `?view=`, else the first that fits."""
    asked = list(request.args.items(multi=True))
    if any(not value.strip() for _name, value in asked):
        return _without_blanks(asked)
    found = services().reading.resource(name, resource_id)
    view = view_of(found, request.args.get("view", ""))
    context = {"page": found, "view": view, "tabs": tabs(found, view, asked), **view.facts(found)}
    response = make_response(render_template(view.template, **context))
    if view.code == "preview":
        response.headers["Content-Security-Policy"] = framing_policy()
    return response


@blueprint.get("/preview/<path:filename>")
def preview(name: str, resource_id: str, filename: str) -> Response:  # noqa: ARG001 - the name is for people
    """A picture or a PDF file for the page that shows it; a look is not counted as a download."""
    found = services().downloads.original(name, resource_id)
    if found.media_type not in (*PICTURES, PDF):
        raise NotFound(_("Loại tệp này không xem được trên trang. Hãy tải bản gốc."))
    return kept_fresh(shown_in_page(original_response(found)))


def _without_blanks(asked: list[tuple[str, str]]) -> Response:
    """The address that a form without scripts would have sent if it left out its empty fields."""
    filled = [(name, value) for name, value in asked if value.strip()]
    response = Response(status=302)
    response.headers["Location"] = pairs_url(own_path(), filled)
    return response


@blueprint.get("/download/<path:filename>")
def download(name: str, resource_id: str, filename: str) -> Response:  # noqa: ARG001 - the name is for people
    """The newest file, or its table in the form `?format=`."""
    if wanted := request.args.get("format"):
        return send_conversion(services().downloads.conversion(name, resource_id, wanted))
    return send_file_or_table(services().downloads.file(name, resource_id))


@blueprint.get("/version/<int:number>/<path:filename>")
def version(name: str, resource_id: str, number: int, filename: str) -> Response:  # noqa: ARG001
    """An original as it was once uploaded."""
    if wanted := request.args.get("format"):
        return send_conversion(services().downloads.conversion(name, resource_id, wanted, number))
    return send_file_or_table(services().downloads.file(name, resource_id, number))


def send_file_or_table(found: Download | ConvertedDownload) -> Response:
    """The original, or the table that is public in its place."""
    return send_original(found) if isinstance(found, Download) else send_conversion(found)


def send_original(found: Download) -> Response:
    """The file as it is: whole, in part, or nothing but its headers."""
    count_download(found.dataset_id)
    return kept_fresh(attachment(original_response(found), found.filename))


def original_response(found: Download) -> Response:
    """The bytes of an original, in part where a part is asked for."""
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
    return response


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
