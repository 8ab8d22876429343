"""Be Vietnam Pro as one TrueType file per weight: the pages have it in parts and compressed."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from fontTools.merge import Merger, Options

from portal.errors import Unavailable
from portal.i18n import gettext as _

FOLDER = Path(__file__).parent.parent / "web/static/vendor/be-vietnam-pro/files"
UNUSED = ["GSUB", "GPOS", "GDEF", "DSIG", "STAT"]
"""Tables that a PDF has no use for and that do not join."""


@lru_cache
def truetype(weight: int) -> bytes:
    """The font of one weight with all Vietnamese letters. Raises `Unavailable` before `portal front-end`."""
    parts = [FOLDER / f"be-vietnam-pro-{script}-{weight}-normal.woff2" for script in ("latin", "vietnamese")]
    if not all(part.is_file() for part in parts):
        raise Unavailable(_("Chưa có phông chữ để làm PDF. Hãy chạy: portal front-end"))
    font = Merger(Options(drop_tables=UNUSED)).merge([str(part) for part in parts])
    font.flavor = None
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()
