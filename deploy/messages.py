"""Bring `portal/locales/en.po` up to date with the texts in code and templates; keep what is translated."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
ENGLISH = ROOT / "portal" / "locales" / "en.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.xml", "jinja2"), ("**.txt", "jinja2")]
HEADER = b"""\
# English texts of the City Data Portal. `make messages` adds new ones and drops those no longer shown.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "ngettext": (1, 2)}


def used() -> Catalog:
    """Every text that the package shows, with the files that use it."""
    catalog = Catalog(locale="en")
    options = {"**.html": {"silent": "false"}, "**.xml": {"silent": "false"}}
    found = extract_from_dir(
        ROOT / "portal", METHODS, options, keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for file, _line, message, comments, context in found:
        catalog.add(message, locations=[(f"portal/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def translated() -> Catalog:
    """The translations as they are; empty if there are none yet."""
    if not ENGLISH.exists():
        return Catalog(locale="en")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def missing() -> list[str]:
    """Texts in use that have no English."""
    known = translated()
    return [_first(m.id) for m in used() if m.id and not _is_translated(known, m.id)]


def unused() -> list[str]:
    """Translations of texts that nobody shows."""
    texts = used()
    return [_first(m.id) for m in translated() if m.id and texts.get(_first(m.id)) is None]


def update() -> None:
    """Write the file anew: new texts without translation, unused ones gone."""
    known, catalog = translated(), used()
    for message in catalog:
        found = known.get(_first(message.id)) if message.id else None
        if found is not None:
            message.string = found.string
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        file.write(HEADER)
        write_po(file, catalog, width=100, include_lineno=False, sort_output=True, omit_header=True)


def broken() -> list[str]:
    """Translations whose placeholders differ from those of the text."""
    return [f"{_first(m.id)}: {error}" for m, errors in translated().check() for error in errors]


def _is_translated(known: Catalog, message_id: str | tuple[str, ...] | list[str]) -> bool:
    found = known.get(_first(message_id))
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple | list) else bool(found.string)


def _first(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


if __name__ == "__main__":
    update()
    texts = missing()
    print(f"{ENGLISH.relative_to(ROOT)}: {len(texts)} texts without translation")
    sys.exit(0)
