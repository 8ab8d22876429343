"""Uploads: a file goes from the socket straight to the place where it is kept, hashed on its way."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import IO, Any

from flask import Request, g, request
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from portal.catalog.resources import Upload
from portal.errors import Invalid, Problem, TooLarge
from portal.http.context import identity, portal
from portal.i18n import format_size
from portal.i18n import gettext as _
from portal.storage.protocol import Incoming
from portal.tabular.media import detect
from portal.web.session import csrf

FORM_BYTES = 2 * 1024 * 1024
"""Room for everything but files: the longest form, and the rest of an upload."""


class PortalRequest(Request):
    """A request whose files are written into the storage; what is not committed is gone when it ends."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        running = portal()
        incoming = running.ports.storage.incoming(limit_bytes=running.ports.settings.max_upload_bytes)
        g.setdefault("incoming", []).append(incoming)
        return incoming


def discard_leftovers(_error: BaseException | None = None) -> None:
    """Forget every file of this request that was not committed, whatever ended it."""
    for incoming in g.pop("incoming", []):
        incoming.discard()


def takes_upload(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that receives a file: nothing of a body too large is read, and no form token goes unchecked.

    The view looks at permissions first, then calls `receive_form`, which reads the body.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            _refuse_too_large()
            request.max_content_length = portal().ports.settings.max_upload_bytes + FORM_BYTES
        response = view(*args, **kwargs)
        is_checked = request.method != "POST" or g.get("csrf_valid") or identity().is_anonymous
        assert is_checked, "an upload view must call receive_form"
        return response

    return csrf.exempt(guarded)  # type: ignore[no-any-return]


def receive_form() -> None:
    """Read the body, with its file, once the sender is known to come from one of our pages.

    With JavaScript the token comes in a header and is checked before the body is read. Without it the token
    is a field of that body, so the browser's word on where the form was comes first.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise CSRFError("The form was on another site.")
    if token := request.headers.get("X-CSRFToken"):
        try:
            validate_csrf(token)
        except ValidationError as error:
            raise CSRFError(str(error)) from error
    csrf.protect()


def received_upload(note: str = "") -> Upload:
    """The file of this form, kept. Raises `Invalid` when it is missing or not what its name says."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid([Problem("file", "required", _("Chưa chọn tệp."))])
    stream = file.stream
    assert isinstance(stream, Incoming)
    if mismatch := detect(stream, file.filename).mismatch:
        raise Invalid([Problem("file", mismatch.code, mismatch.message)])
    return Upload(file.filename, stream.commit(), note)


def has_file() -> bool:
    """Whether the form brings a file."""
    file = request.files.get("file")
    return file is not None and bool(file.filename)


def _refuse_too_large() -> None:
    limit = portal().ports.settings.max_upload_bytes
    if (request.content_length or 0) > limit + FORM_BYTES:
        raise TooLarge(_("Tệp lớn hơn giới hạn %(limit)s.", limit=format_size(limit)), limit)


def init_uploads(app: Any) -> None:
    """Let `app` receive files this way."""
    app.request_class = PortalRequest
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_BYTES
    app.teardown_request(discard_leftovers)
