"""Headers that keep pages to themselves: content security policy with nonces, no sniffing, no framing."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

HSTS = "max-age=31536000; includeSubDomains"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
SANDBOX = "sandbox; default-src 'none'"
"""For files that people uploaded: whatever they hold, it cannot run here."""
EXPOSED = (
    "Content-Disposition, Content-Length, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, "
    "X-Next-Cursor, X-Total-Count, X-Truncated"
)
"""What pages of other origins may read of an answer, beside what every page may."""


PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
"""For uploaded pictures: a drawing may bring its own style, nothing else."""
DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""For uploaded PDF files, which the browser's own viewer shows: it refuses to work in a sandbox and is one."""


def nonce() -> str:
    """The nonce that this response's scripts carry."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    made: str = g.nonce
    return made


def framing_policy() -> str:
    """The policy of a page that shows a file of the portal in a frame."""
    return f"{policy()}; frame-src 'self'"


def policy() -> str:
    """The content security policy of a page: nothing from elsewhere, no inline script or style."""
    images = " ".join(["'self' data:", *g.get("image_origins", ())])
    frames = "*" if "is_framed" in g else "'none'"
    return (
        f"default-src 'none'; script-src 'nonce-{nonce()}'; style-src 'self'; img-src {images}; "
        f"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    )


def allow_frames() -> None:
    """Let any site show this response in a frame: for pages of public data that have nothing to press."""
    g.is_framed = True


def allow_images(origin: str) -> None:
    """Let this response show images of another origin, such as `https://tiles.example.vn`."""
    g.image_origins = (*g.get("image_origins", ()), origin)


def register(app: Flask, *, is_behind_tls: bool) -> None:
    """Add the headers to every response; a response's own policy stays."""

    @app.after_request
    def secure(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if "is_framed" not in g:
            headers.setdefault("X-Frame-Options", "DENY")
        if not request.path.startswith("/assets/"):
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if is_behind_tls:
            headers.setdefault("Strict-Transport-Security", HSTS)
        if response.mimetype == "text/html":
            headers.setdefault("Cache-Control", "private, no-cache")
            response.vary.add("Cookie")
        return response


def open_to_all(response: Response) -> Response:
    """Let pages of other origins read this response; for public data only."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def close_to_others(response: AnyResponse) -> None:
    """Take back what `open_to_all` allowed: this reader may see more than the public."""
    for name in (
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        "Cross-Origin-Resource-Policy",
    ):
        response.headers.pop(name, None)
