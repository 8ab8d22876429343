"""The links of a foreign record as resources of ours."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from portal.harvest.intake import Intake, Rule, shown, take
from portal.harvest.raw import day, line, plain
from portal.harvest.terms import Terms
from portal.i18n import DEFAULT_LANGUAGE
from portal.i18n import gettext as _
from portal.metadata.records import Values
from portal.metadata.texts import is_web_address

MOST_LINKS = 200
SHORTEST_TITLE = 3
UNTITLED = "Liên kết dữ liệu"


def links(
    intake: Intake, path: str, raw: Any, rules: Mapping[str, Rule], ignored: frozenset[str]
) -> list[Values]:
    """Every usable link of the list `raw`; the others are reported to `intake`."""
    found: list[Values] = []
    for number, item in enumerate(raw if isinstance(raw, list) else [raw]):
        where = f"{path}.{number}"
        if not isinstance(item, Mapping) or len(found) == MOST_LINKS:
            message = _(
                "Không lấy “%(value)s”: không phải liên kết, hoặc quá nhiều liên kết.", value=shown(item)
            )
            intake.report(where, "type", message)
            continue
        link = Intake(intake.terms, intake.terms.schemas.records["resource"], f"{where}.")
        take(link, rules, ignored, ((str(k), str(k), v) for k, v in item.items()))
        # A licence may be given for the files only; ours is the dataset's.
        intake.put("licence", link.values.pop("licence", None))
        if doubt := link.doubts.pop("licence", None):
            intake.doubts.setdefault("licence", (link.prefix + doubt[0], *doubt[1:]))
        if values := _finished(link, intake.modified_on):
            found.append(values)
        intake.problems += link.problems
    return found


def _finished(link: Intake, modified_on: str | None) -> Values:
    address = link.values.get("url")
    if not address:
        if not any(problem.code == "url" for problem in link.problems):
            link.report("url", "required", _("Không có địa chỉ: không lấy mục này."))
        return {}
    link.put("format", format_of(link.terms, address))
    if link.values.get("format") == "api":
        link.put("kind", "api")
    link.put("data_date", link.modified_on or modified_on)
    link.values["title"] = _title(link)
    return link.finish()


def address(intake: Intake, path: str, raw: Any) -> None:
    """The address of the file; only http and https are taken."""
    text = line(raw)
    if is_web_address(text) and len(plain(raw)) <= len(text) + 10:
        intake.put("url", text, path)
    else:
        intake.report(path, "url", _("Không phải địa chỉ http hoặc https: “%(value)s”.", value=shown(raw)))


def kind(intake: Intake, path: str, raw: Any) -> None:  # noqa: ARG001
    """Documentation and services are marked; whatever else the source calls it is a file."""
    name = line(raw).lower()
    if name in ("documentation", "api"):
        intake.put("kind", name)


def made_on(intake: Intake, path: str, raw: Any) -> None:
    """The day of the file, as far as it can be read."""
    if found := day(raw):
        intake.modified_on = intake.modified_on or found
    else:
        intake.report(path, "date", _("Không hiểu được thời gian “%(value)s”.", value=shown(raw)))


def format_of(terms: Terms, url: str) -> str | None:
    """The format that the ending of the address names."""
    ending = posixpath.splitext(urlsplit(url).path)[1].lstrip(".")
    return terms.find("formats", ending) if ending else None


def _title(link: Intake) -> str:
    """The given title; else the file's name, else the format."""
    title = str(link.values.get("title") or "")
    if not title:
        title = line(unquote(posixpath.basename(urlsplit(link.values["url"]).path)))[:150]
    if len(title) >= SHORTEST_TITLE:
        return title
    term = link.terms.schemas.vocabularies["formats"].terms.get(link.values.get("format") or "other")
    return f"{title or UNTITLED} ({term.labels[DEFAULT_LANGUAGE] if term else '?'})"


def documents(intake: Intake, title: str, path: str, raw: Any) -> Iterable[Values]:
    """Addresses that explain the data, as documentation."""
    for item in raw if isinstance(raw, list) else [raw]:
        text = line(item)
        if is_web_address(text):
            yield {"title": title, "url": text, "kind": "documentation"}
        else:
            message = _("Không phải địa chỉ http hoặc https: “%(value)s”.", value=shown(item))
            intake.report(path, "url", message)
