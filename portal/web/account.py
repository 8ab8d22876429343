"""Signing in and out, and one's own account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from portal.access.accounts import SignInRefused
from portal.access.throttle import TooManyAttempts
from portal.errors import Invalid, PortalError, Problem
from portal.http.context import identity, services, unit_of_work
from portal.i18n import gettext as _
from portal.model import Role
from portal.web.next_page import safe_next, this_page
from portal.web.session import end_session, start_session

KEPT = "kept."
"""What precedes the name of an input that is carried through the sign-in page."""
NEVER_KEPT = frozenset({"csrf_token", "password", "current"})

blueprint = Blueprint("account", __name__, url_prefix="/account")


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view for those signed in; others sign in first and come back, with what they had typed."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return ask_to_sign_in() if identity().is_anonymous else view(*args, **kwargs)

    return guarded


def ask_to_sign_in() -> Response:
    """The way to the sign-in page; a form that came without a session is carried through it."""
    if request.method == "GET":
        return redirect(url_for("account.sign_in", next=this_page()))
    if not (kept := typed_here()):
        return redirect(url_for("account.sign_in", next=this_page()), 303)
    return _sign_in_page(this_page(), kept, _("Phiên làm việc đã hết. Đăng nhập để tiếp tục."), 401)


def typed_here() -> Sequence[tuple[str, str]]:
    """What the form brought, to be shown and sent again: only if the browser says that it was one of ours."""
    own = f"{request.scheme}://{request.host}"
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == own
    if not is_ours or request.mimetype != "application/x-www-form-urlencoded":
        return ()
    return [(k, v) for k, v in request.form.items(multi=True) if k not in NEVER_KEPT]


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """The form; those who are signed in already go on."""
    target = safe_next(request.args.get("next"), url_for("steward.desk"))
    return _sign_in_page(target, ()) if identity().is_anonymous else redirect(target)


@blueprint.post("/sign-in")
def enter() -> Response:
    """Check login and password; then go to the page asked for, or show what was typed before signing in."""
    login, address = request.form.get("login", ""), request.remote_addr or ""
    target = safe_next(request.form.get("next"), url_for("steward.desk"))
    kept = _kept(request.form.items(multi=True))
    try:
        with unit_of_work() as made:
            made.accounts.begin_sign_in(login, address)
        with unit_of_work() as made:
            user = made.accounts.sign_in(login, request.form.get("password", ""), address)
            start_session(user)
    except (SignInRefused, TooManyAttempts) as refused:
        if isinstance(refused, SignInRefused):
            with unit_of_work() as made:
                made.accounts.note_refusal(login)
        return _refused(target, kept, refused)
    if kept:
        return make_response(render_template("pages/account/resume.html", target=target, kept=kept))
    return redirect(target, 303)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session, here and for any copy of its cookie."""
    with unit_of_work() as made:
        end_session(made.accounts)
    return redirect(url_for("account.signed_out"), 303)


@blueprint.get("/signed-out")
def signed_out() -> Response:
    """Say that it worked, and what to do next."""
    return make_response(render_template("pages/account/signed_out.html"))


@blueprint.get("")
@signed_in
def own() -> Response:
    """One's own data and roles, and the form to change the password."""
    return _own_page()


@blueprint.post("")
@signed_in
def change_password() -> Response:
    """Change the password; every other session of the account ends."""
    new = request.form.get("password", "")
    try:
        if new != request.form.get("again", ""):
            raise Invalid([Problem("again", "mismatch", _("Hai lần nhập mật khẩu mới không giống nhau."))])
        with unit_of_work() as made:
            made.accounts.begin_sign_in(identity().login, request.remote_addr or "")
        with unit_of_work() as made:
            user = made.accounts.change_password(identity().login, request.form.get("current", ""), new)
            end_session(made.accounts)
            start_session(user)
    except Invalid as refused:
        return _own_page({p.path: p.message for p in refused.problems})
    except TooManyAttempts as refused:
        return _own_page({"current": str(refused)})
    flash(_("Đã đổi mật khẩu. Các phiên khác của tài khoản này đã kết thúc."), "published")
    return redirect(url_for("account.own"), 303)


def csrf_refused(_error: CSRFError) -> Response | tuple[str, int]:
    """A form without a valid token: sign in first, or send it again from a page that has one."""
    if identity().is_anonymous and request.blueprint == "steward":
        return ask_to_sign_in()
    if request.endpoint == "account.enter":
        target = safe_next(request.form.get("next"), url_for("steward.desk"))
        return _sign_in_page(
            target, _kept(typed_here()), _("Trang đăng nhập đã mở quá lâu. Hãy đăng nhập lại."), 400
        )
    page = render_template("pages/account/stale_form.html", target=this_page(), kept=typed_here())
    return page, 400


def _kept(inputs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the sign-in page carries, by the names it had before."""
    return [(name[len(KEPT) :], value) for name, value in inputs if name.startswith(KEPT)]


def _refused(target: str, kept: Sequence[tuple[str, str]], refused: PortalError) -> Response:
    if isinstance(refused, TooManyAttempts):
        response = _sign_in_page(target, kept, str(refused), 429)
        response.headers["Retry-After"] = str(refused.wait_seconds)
        return response
    return _sign_in_page(target, kept, str(refused), 422)


def _sign_in_page(
    target: str, kept: Sequence[tuple[str, str]], message: str = "", status: int = 200
) -> Response:
    page = render_template(
        "pages/account/sign_in.html",
        target=target,
        kept=[(KEPT + name, value) for name, value in kept],
        message=message,
        login=request.form.get("login", ""),
    )
    return make_response(page, status)


def _own_page(errors: Mapping[str, str] = MappingProxyType({})) -> Response:
    user = services().accounts.find(identity().login)
    page = render_template("pages/account/own.html", user=user, errors=errors, role_label=role_label)
    return make_response(page, 422 if errors else 200)


def role_label(role: str) -> str:
    """A role in words."""
    return {
        Role.READER: _("Người xem"),
        Role.EDITOR: _("Biên tập"),
        Role.APPROVER: _("Người duyệt"),
    }[Role(role)]
