"""What programs ask: JSON and files, no key needed. Errors are problem documents (RFC 9457).

What holds for every answer is set here: its language, how often one address may ask, who may read it.
"""

from __future__ import annotations

from flask import Flask

from portal.api import cross_origin, languages, rates
from portal.api.v1 import columns, exports, index, rows, sql
from portal.settings import Settings

V1 = (index, columns, rows, exports, sql)
"""The routes of /api/v1, one module per subject."""


def register(app: Flask, settings: Settings) -> None:
    """Add the routes, after those of pages: what is done to answers for people signed in is then done last."""
    for module in V1:
        app.register_blueprint(module.blueprint)
    languages.register(app)
    rates.register(app, settings)
    cross_origin.register(app)
