"""HTML that other catalogues keep in descriptions, as plain text with the Markdown that says the same."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

LONGEST = 100_000
"""Characters that are read; far more than any description may keep."""
TAGS = (
    "a|abbr|b|blockquote|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|span|strong|style|sub|sup"
    "|table|tbody|td|th|thead|tr|u|ul"
)
HTML = re.compile(rf"</?(?:{TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
PARAGRAPHS = frozenset(
    {"p", "div", "blockquote", "ul", "ol", "table", "pre", "hr", *(f"h{n}" for n in range(1, 7))}
)
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
SILENT = frozenset({"script", "style"})


def to_text(value: str) -> str:
    """`value` without HTML; text that holds none comes back as it is."""
    value = value[:LONGEST]
    if HTML.search(value):
        reader = _Reader()
        reader.feed(value)
        reader.close()
        value = reader.text()
    elif ENTITY.search(value):
        value = html.unescape(value).replace("\xa0", " ")
    return value


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in PARAGRAPHS:
            self._parts.append("\n\n")
        elif tag in ("br", "tr"):
            self._parts.append("\n")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag == "a":
            self._open_link(dict(attrs).get("href") or "")
        elif tag in MARKS:
            self._parts.append(MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in PARAGRAPHS:
            self._parts.append("\n\n")
        elif tag in ("td", "th"):
            self._parts.append(" ")
        elif tag == "a" and self._links:
            self._close_link(self._links.pop())
        elif tag in MARKS:
            self._parts.append(MARKS[tag])

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        """What was read, with at most one empty line in a row."""
        lines = [" ".join(line.split()) for line in "".join(self._parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _open_link(self, address: str) -> None:
        is_web = address.startswith(("http://", "https://")) and not re.search(r"[\s()<>]", address)
        self._links.append(address if is_web else "")
        self._parts.append("[" if is_web else "")

    def _close_link(self, address: str) -> None:
        self._parts.append(f"]({address})" if address else "")
