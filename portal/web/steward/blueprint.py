"""The blueprint of everything stewards do. Its views are guarded one by one; a test looks for one without."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("steward", __name__)
