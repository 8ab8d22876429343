"""Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

NAMESPACE = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that changed. `updated` has a time zone."""

    id: str
    title: str
    url: str
    updated: datetime
    author: str
    summary: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed, newest entry first. `self_url` is its own address, `page_url` that of the page it follows."""

    id: str
    title: str
    self_url: str
    page_url: str
    entries: tuple[Entry, ...] = ()


def write_feed(feed: Feed) -> bytes:
    """The feed as a document in UTF-8."""
    root = Xml.Element("feed", {"xmlns": NAMESPACE})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(
        root,
        "updated",
        _moment(max((e.updated for e in feed.entries), default=datetime(1970, 1, 1, tzinfo=UTC))),
    )
    Xml.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.self_url})
    Xml.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page_url})
    for entry in feed.entries:
        _entry(root, entry)
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: Xml.Element, entry: Entry) -> None:
    node = Xml.SubElement(root, "entry")
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", _moment(entry.updated))
    _text(Xml.SubElement(node, "author"), "name", entry.author)
    Xml.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    if entry.summary:
        _text(node, "summary", entry.summary)


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _FORBIDDEN.sub("", text)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
