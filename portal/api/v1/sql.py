"""`/api/v1/sql`: one SELECT over public tables, as JSON, CSV or NDJSON."""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.api.arguments import Arguments
from portal.api.v1.sql_forms import FORMS, Form
from portal.errors import Invalid, Problem
from portal.http.context import services
from portal.http.spending import sql_paid
from portal.i18n import gettext as _
from portal.tabular.export.plan import ExportOptions

blueprint = Blueprint("api_sql", __name__, url_prefix="/api/v1/sql")


@blueprint.get("")
@blueprint.post("")
def answer() -> Response:
    """The first rows of the statement `q`, in the address or, when long, in the body of a POST."""
    switches = Arguments(tuple((name, given(name)) for name in ("raw", "bom")))
    options = ExportOptions(switches.is_set("raw"), switches.is_set("bom"))
    form = wanted()
    with sql_paid():
        found = services().asking.run(statement())
    response = form.response(found, options)
    response.headers["X-Truncated"] = "true" if found.result.is_cut else "false"
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def statement() -> str:
    """The statement: an argument, or the whole body when it is plain text."""
    if request.method == "POST" and "q" not in request.args and request.mimetype == "text/plain":
        return request.get_data().decode("utf-8", "replace")
    return given("q")


def given(name: str) -> str:
    """An argument in the address, else a field of a form or a member of a JSON body; empty where there is none."""
    if request.method == "GET" or name in request.args:
        return request.args.get(name, "")
    if request.mimetype != "application/json":
        return request.form.get(name, "")
    body = request.get_json(silent=True)
    value = body.get(name) if isinstance(body, dict) else None
    return str(int(value)) if isinstance(value, int) else value if isinstance(value, str) else ""


def wanted() -> Form:
    """The form asked for: `format`, else Accept, else JSON."""
    code = given("format")
    if code and code not in FORMS:
        message = _("Không có dạng này. Có: %(known)s.", known=", ".join(FORMS))
        raise Invalid([Problem("format", "unknown_format", message)])
    media_types = {form.media_type: form for form in FORMS.values()}
    accepted = request.accept_mimetypes.best_match(media_types, "application/json")
    return FORMS[code] if code else media_types[accepted or "application/json"]
