"""Joins everything that serves pages to the application."""

from __future__ import annotations

from flask import Flask

from portal.http import security
from portal.settings import Settings
from portal.web import assets, errors, jinja, theme
from portal.web.language import LanguageMiddleware
from portal.web.steward import register_signed_in
from portal.web.views import (
    charts,
    datasets,
    editions,
    health,
    home,
    lists,
    maps,
    organizations,
    resources,
    search,
    sql,
    standing,
    styleguide,
    themes,
)

PUBLIC = (
    home,
    search,
    datasets,
    resources,
    charts,
    lists,
    editions,
    maps,
    organizations,
    themes,
    sql,
    standing,
    styleguide,
    health,
)
"""The pages that anyone may read, one module per subject."""


def register(app: Flask, settings: Settings) -> None:
    """Add pages, assets, error pages, headers, themes and languages."""
    app.extensions["assets"] = assets.load_assets()
    app.register_blueprint(assets.blueprint)
    for module in PUBLIC:
        app.register_blueprint(module.blueprint)
    jinja.configure(app)
    theme.register(app)
    register_signed_in(app, settings)
    errors.register(app)
    security.register(app, is_behind_tls=settings.is_behind_tls)
    app.wsgi_app = LanguageMiddleware(app.wsgi_app)  # type: ignore[method-assign]
