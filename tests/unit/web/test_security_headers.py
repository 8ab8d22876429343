"""What every page tells the browser not to do."""

from __future__ import annotations

import re

from flask import Flask


def test_scripts_need_the_nonce_of_their_own_page(bare_app: Flask) -> None:
    client = bare_app.test_client()
    policies = [client.get("/page").headers["Content-Security-Policy"] for _ in range(2)]
    nonces = [re.search(r"script-src 'nonce-([\w-]{20,})';", policy) for policy in policies]

    assert all(nonces)
    assert len({n.group(1) for n in nonces if n}) == 2
    assert "unsafe" not in "".join(policies)
    assert policies[0].startswith("default-src 'none';")


def test_a_page_has_no_inline_script_or_style(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/page").text

    assert re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page) == []


def test_headers_of_every_answer(bare_app: Flask) -> None:
    for path in ("/page", "/nowhere"):
        headers = bare_app.test_client().get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
