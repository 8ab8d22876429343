"""The WSGI entry for servers other than the one `portal serve` runs."""

from __future__ import annotations

from portal.app import create_app

app = create_app()
