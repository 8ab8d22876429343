"""An application with the pages' functions and nothing behind them."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string

from portal.http import security
from portal.settings import Settings
from portal.web import assets, jinja, theme
from portal.web.language import LanguageMiddleware


@pytest.fixture
def bare_app() -> Flask:
    """Layout, components, languages, themes and headers; one page at `/page` that shows its title."""
    app = Flask("bare", static_folder=None)
    app.extensions["portal"] = SimpleNamespace(ports=SimpleNamespace(settings=Settings()))
    app.extensions["assets"] = assets.load_assets()
    app.register_blueprint(assets.blueprint)
    jinja.configure(app)
    theme.register(app)
    security.register(app, is_behind_tls=True)
    app.wsgi_app = LanguageMiddleware(app.wsgi_app)  # type: ignore[method-assign]

    @app.get("/page")
    def page() -> str:
        return render_template_string(
            '{% extends "layouts/page.html" %}{% block title %}{{ _("Trang chủ") }}{% endblock %}'
            "{% block main %}<h1>{{ language() }}</h1>{% endblock %}"
        )

    return app


@pytest.fixture
def in_request(bare_app: Flask) -> Iterator[Flask]:
    """The same application while it answers a request."""
    with bare_app.test_request_context("/page"):
        yield bare_app
