"""The rules that mapping tables name: how a foreign value becomes one of our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.errors import Problem
from portal.harvest.intake import Intake, Rule, shown
from portal.harvest.offices import is_personal_mailbox, looks_like_a_person
from portal.harvest.prose import LONGEST, to_text
from portal.harvest.raw import day, line, many, plain, span
from portal.i18n import gettext as _
from portal.metadata.texts import clean_text, is_web_address
from portal.metadata.types import TYPES

MOST_TAGS = 30
LONGEST_TAG = 100
SOURCE_NOTE = "Theo {address}"
"""What is stored does not depend on the language of the run, or each language would find it changed."""
LEVELS = 5
"""Agencies above agencies that are looked at."""


def text(name: str) -> Rule:
    """One line, cut to the field's length; a translation into English goes to `<name>_en`."""

    def rule(intake: Intake, path: str, raw: Any) -> None:
        _put_text(intake, path, name, line(raw), raw)
        if f"{name}_en" in intake.schema.fields and line(raw, "vi"):
            _put_text(intake, path, f"{name}_en", line(raw, "en"), raw)

    return rule


def prose(name: str) -> Rule:
    """Several paragraphs, without HTML, cut to the field's length."""

    def rule(intake: Intake, path: str, raw: Any) -> None:
        _put_text(intake, path, name, clean_text(to_text(plain(raw)[:LONGEST])), raw)

    return rule


def _put_text(intake: Intake, path: str, name: str, value: str, raw: Any) -> None:
    most = intake.schema.fields[name].max_length
    if not value:
        refuse_type(intake, path, raw)
    if most and len(value) > most:
        message = _("Dài %(length)d ký tự, đã cắt còn %(most)d.", length=len(value), most=most)
        intake.report(path, "shortened", message)
        value = value[: most - 1].rstrip() + "…"
    intake.put(name, value, path)


def refuse_type(intake: Intake, path: str, raw: Any) -> None:
    """Report a value of a kind that cannot be understood here."""
    if not isinstance(raw, str):
        intake.report(path, "type", _("Không hiểu được giá trị “%(value)s”.", value=shown(raw)))


def term(name: str, vocabulary: str, otherwise: str | None = None) -> Rule:
    """One term of a vocabulary; where no key gives a known one, `otherwise`, with a report."""

    def rule(intake: Intake, path: str, raw: Any) -> None:
        value = line(raw)
        code = intake.terms.find(vocabulary, value)
        if code is None:
            intake.doubts.setdefault(name, (path, value or shown(raw), otherwise))
        intake.values.setdefault(name, code) if code else None

    return rule


def terms(name: str, vocabulary: str) -> Rule:
    """All known terms of a list; the others are reported."""

    def rule(intake: Intake, path: str, raw: Any) -> None:
        codes = intake.values.setdefault(name, [])
        for item in many(raw):
            code = next((c for word in _words(item) if (c := intake.terms.find(vocabulary, word))), None)
            if code is None:
                message = _("Không có mục tương ứng với “%(value)s”.", value=shown(item))
                intake.report(path, "unknown", message)
            elif code not in codes:
                codes.append(code)

    return rule


def _words(item: Any) -> list[str]:
    """Every name by which an item may be known: a group has a title, a display name and a name."""
    if isinstance(item, Mapping):
        return [
            line(item.get(k)) for k in ("title", "display_name", "prefLabel", "label", "name", "@id", "id")
        ]
    return [line(item)]


def tags(intake: Intake, path: str, raw: Any) -> None:
    """Free words; too long or too many ones are reported."""
    words = intake.values.setdefault("tags", [])
    for item in many(raw):
        word = next((w for w in _words(item) if w), "")
        if not word or len(word) > LONGEST_TAG or len(words) >= MOST_TAGS:
            message = _("Không lấy từ khóa “%(value)s”: trống, quá dài hoặc quá nhiều.", value=shown(item))
            intake.report(path, "tag", message)
        elif word not in words:
            words.append(word)


def period(intake: Intake, path: str, raw: Any) -> None:
    """The span of time that the data is about."""
    found = span(raw)
    if found:
        intake.put("period", found, path)
    else:
        intake.report(path, "date", _("Không hiểu được thời gian “%(value)s”.", value=shown(raw)))


def period_edge(edge: str) -> Rule:
    """One end of that span."""

    def rule(intake: Intake, path: str, raw: Any) -> None:
        found = day(raw, is_end=edge == "end")
        if found is None:
            intake.report(path, "date", _("Không hiểu được thời gian “%(value)s”.", value=shown(raw)))
        else:
            intake.values.setdefault("period", {}).setdefault(edge, found)

    return rule


def modified(intake: Intake, path: str, raw: Any) -> None:
    """The day of the data; a repeating interval (`R/P1M`) is a frequency."""
    found = day(raw)
    if found:
        intake.modified_on = intake.modified_on or found
    elif plain(raw).startswith("R/"):
        if not {"update_frequency"} & {*intake.values, *intake.doubts}:
            term("update_frequency", "update-frequencies")(intake, path, raw)
    else:
        intake.report(path, "date", _("Không hiểu được thời gian “%(value)s”.", value=shown(raw)))


def area(intake: Intake, path: str, raw: Any) -> None:
    """The name of a place; coordinates are reported."""
    place = line(raw)
    if (
        not re.search(r"[^\W\d_]{2}", place)
        or place.startswith(("{", "["))
        or place.lower().startswith("http")
    ):
        message = _("Chỉ lấy tên địa phương, không lấy tọa độ hay địa chỉ: “%(value)s”.", value=shown(raw))
        intake.report(path, "not_taken", message)
    else:
        _put_text(intake, path, "area", place, raw)


def contact(intake: Intake, path: str, raw: Any) -> None:
    """An office, as text or as a vCard object; what looks like a person is kept and reported."""
    for item in raw if isinstance(raw, list) else [raw]:
        name = line(item.get("fn") or item.get("name")) if isinstance(item, Mapping) else line(item)
        if name:
            _put_text(intake, path, "contact", name, raw)
        if name and looks_like_a_person(name):
            intake.report(
                path,
                "personal",
                _("Trông như tên người: “%(value)s”. Hãy ghi phòng, ban.", value=shown(name)),
            )
        if isinstance(item, Mapping) and (address := item.get("hasEmail") or item.get("email")):
            email(intake, path, address)


def email(intake: Intake, path: str, raw: Any) -> None:
    """The office's mailbox; a person's is kept and reported."""
    address = line(raw).removeprefix("mailto:").strip()
    spec = intake.schema.fields["contact_email"]
    if found := TYPES[spec.type].check(spec, address, None):
        intake.report(path, found[0].code, found[0].message)
        return
    intake.put("contact_email", address, path)
    if is_personal_mailbox(address):
        message = _("Trông như hộp thư cá nhân: “%(value)s”. Hãy ghi hộp thư của phòng, ban.", value=address)
        intake.report(path, "personal", message)


def agency(intake: Intake, path: str, raw: Any) -> None:  # noqa: ARG001
    """The names of the agency, then those of the agencies above it."""
    for _depth in range(LEVELS):
        if isinstance(raw, list):
            raw = raw[0] if raw else None
        if not isinstance(raw, Mapping):
            intake.agencies += [line(raw)] if line(raw) else []
            return
        intake.agencies += [word for word in _words(raw) if word]
        raw = raw.get("subOrganizationOf")


def source_page(intake: Intake, path: str, raw: Any) -> None:
    """The page on which the source describes the data goes into the note on the source."""
    address = line(raw)
    if is_web_address(address):
        intake.put("source_note", SOURCE_NOTE.format(address=address), path)
    else:
        intake.report(path, "url", _("Không phải địa chỉ http hoặc https: “%(value)s”.", value=shown(raw)))


def state(intake: Intake, path: str, raw: Any) -> None:
    """A deleted record is not taken; one that is not active stays a draft."""
    name = line(raw).lower()
    if name == "deleted":
        intake.refusal = Problem(path, "deleted", _("Nguồn đã xóa bản ghi này."))
    elif name != "active":
        intake.stays_draft = True
        intake.report(
            path,
            "draft",
            _("Ở nguồn, bản ghi này chưa hoàn tất (%(state)s): giữ là bản nháp.", state=shown(raw)),
        )


def private(intake: Intake, path: str, raw: Any) -> None:
    """A private record stays a draft."""
    if raw is True or line(raw).lower() in ("true", "1", "yes"):
        intake.stays_draft = True
        intake.report(path, "private", _("Ở nguồn, bản ghi này không công khai: giữ là bản nháp."))
