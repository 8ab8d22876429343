"""Assets: one style sheet, names by content, cached for a year."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.web.assets import STATIC, STYLES, load_assets


def test_the_style_sheet_holds_every_file_in_order_and_stays_small() -> None:
    loaded = load_assets()
    style = loaded.files[loaded.names["portal.css"]].body.decode()

    assert {str(p.relative_to(STATIC / "css")) for p in (STATIC / "css").rglob("*.css")} == set(STYLES)
    assert style.startswith("@layer reset,tokens,base,layout,components,utilities;")
    assert len(style.encode()) < 50_000


def test_an_asset_is_sent_packed_and_for_ever(bare_app: Flask) -> None:
    name = load_assets().names["portal.css"]
    answer = bare_app.test_client().get(f"/assets/{name}", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == load_assets().files[name].body


def test_an_asset_is_sent_plain_to_those_who_ask_for_no_packing(bare_app: Flask) -> None:
    answer = bare_app.test_client().get(f"/assets/{load_assets().names['icons.svg']}")

    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "image/svg+xml"


def test_an_old_name_is_not_found(bare_app: Flask) -> None:
    assert bare_app.test_client().get("/assets/portal.0000000000.css").status_code == 404


def test_the_style_sheet_names_only_fonts_that_are_there(tmp_path: Path) -> None:
    for name in STYLES:
        (tmp_path / "css" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "css" / name).write_text(
            (STATIC / "css" / name).read_text(encoding="utf-8"), encoding="utf-8"
        )
    loaded = load_assets(tmp_path)
    style = loaded.files[loaded.names["portal.css"]].body.decode()

    assert "vendor/" not in style
    assert re.findall(r"@font-face\{font-family:\"([^\"]+)", style) == ["Portal Figures"]


def test_every_icon_that_templates_and_vocabularies_name_exists() -> None:
    from portal.web.icons import names

    templates = "".join(p.read_text(encoding="utf-8") for p in (STATIC.parent / "templates").rglob("*.html"))
    themes = Path("catalog_schemas/vocabularies/themes.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"icon\('([a-z]+)'", templates)) | set(re.findall(r"icon: ([a-z]+)", themes))

    assert used - set(names()) == set()


def test_a_module_becomes_a_script_that_asks_the_library_on_the_page() -> None:
    from portal.cli.front_end import as_script

    script = as_script(
        "import { isString } from 'vega-util';\nconst a = isString;\nexport { a as b };\n", "own"
    )

    assert "const { isString } = globalThis.vega;" in script
    assert "globalThis.own = { b: a };" in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_a_module_of_another_form_is_refused() -> None:
    from portal.cli.front_end import as_script

    with pytest.raises(ValueError, match="expected one import"):
        as_script("export default 1;\n", "own")
