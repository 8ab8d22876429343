"""Atom feeds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as Xml

from portal.exchange.atom import NAMESPACE, Entry, Feed, write_feed

ATOM = {"a": NAMESPACE}
EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=timezone(timedelta(hours=7)))


def feed(*entries: Entry) -> Xml.Element:
    made = Feed("https://x/dataset", "Dữ liệu", "https://x/dataset.atom", "https://x/dataset", entries)
    return Xml.fromstring(write_feed(made))


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    older = Entry("https://x/1", "Một", "https://x/1", datetime(2026, 1, 1, tzinfo=UTC), "Sở A")
    newer = Entry("https://x/2", "Hai", "https://x/2", EVENING, "Sở B", "Mô tả & <ghi chú>")

    root = feed(newer, older)

    assert root.findtext("a:updated", namespaces=ATOM) == "2026-11-20T13:00:00Z"
    assert [e.findtext("a:title", namespaces=ATOM) for e in root.findall("a:entry", ATOM)] == ["Hai", "Một"]
    assert root.findtext("a:entry/a:summary", namespaces=ATOM) == "Mô tả & <ghi chú>"


def test_characters_that_xml_forbids_are_left_out() -> None:
    bad = Entry("https://x/1", "a\x00b\x0bc\ufffe", "https://x/1", EVENING, "Sở")

    assert feed(bad).findtext("a:entry/a:title", namespaces=ATOM) == "abc"


def test_a_feed_without_entries_is_valid() -> None:
    assert feed().findtext("a:updated", namespaces=ATOM) == "1970-01-01T00:00:00Z"
