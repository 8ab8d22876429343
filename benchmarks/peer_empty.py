"""The limit for pages: a Flask application with one view that answers an empty page."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def empty() -> str:
    """Nothing."""
    return ""
