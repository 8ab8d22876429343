"""How a table is read: the report, other readings tried out, decisions, and the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.catalog.pages.table_reading import TableReadingPage
from portal.catalog.table_reading import ColumnWords
from portal.errors import Conflict, Invalid, Problem
from portal.http.context import services, unit_of_work
from portal.i18n import gettext as _
from portal.tabular.ingest.candidates import CANDIDATES
from portal.tabular.meanings import MEANINGS
from portal.tabular.options import ColumnOption, ReadingOptions
from portal.tabular.query.values import type_words
from portal.tabular.reading.encoding import ENCODINGS
from portal.web.account import signed_in
from portal.web.steward.blueprint import blueprint

MOST_COLUMNS = 1000
MOST_CHARS = 2000


@dataclass(frozen=True)
class _Typed:
    """The form as sent: decisions about reading, and words about the columns by heading."""

    options: ReadingOptions
    words: Mapping[str, ColumnWords]


@blueprint.route("/dataset/<name>/resource/<id>/reading", methods=["GET", "POST"])
@signed_in
def reading(name: str, id: str) -> Response:
    """Show, try (`do=try`) or keep (`do=save`) how the table is read. Nothing typed is lost by a refusal."""
    page = services().table_reading.page(name, id)
    if request.method == "GET":
        return _shown(page)
    typed = _Typed(page.options, {})
    try:
        typed = _typed(page.options)
        if request.form.get("do") == "try":
            return _shown(_with_words(services().table_reading.trial(name, id, typed.options), typed))
        version = request.form.get("version", 0, type=int)
        with unit_of_work() as made:
            is_reread = made.table_reading.save(name, id, typed.options, typed.words, version=version)
    except Invalid as refused:
        errors = {problem.path: problem.message for problem in refused.problems}
        kept = replace(page, options=typed.options, errors=errors)
        return _shown(_with_words(kept, typed), 422)
    except Conflict as clash:
        services().unit.session.expire_all()
        newest = services().table_reading.page(name, id)
        return _shown(
            _with_words(replace(newest, options=typed.options, errors={"": str(clash)}), typed), 409
        )
    flash(_("Đã lưu. Cổng đang đọc lại bảng.") if is_reread else _("Đã lưu."), "published")
    return redirect(url_for("steward.reading", name=name, id=id), 303)


def _typed(before: ReadingOptions) -> _Typed:
    """Raises `Invalid` for a row that is no number."""
    form = request.form
    options = replace(
        before,
        encoding=form.get("encoding", ""),
        delimiter={"tab": "\t"}.get(form.get("delimiter", ""), form.get("delimiter", ""))[:1],
        sheet=form.get("sheet", ""),
        member=form.get("member", ""),
        header_row=_row("header_row"),
        header_height=_row("header_height"),
        fill_merged="fill_merged" in form,
        keep_totals="keep_totals" in form,
    )
    columns, words = dict(options.columns), {}
    for at in range(min(form.get("columns", 0, type=int), MOST_COLUMNS)):
        name = form.get(f"c{at}-name", "")
        type_, _bar, format = form.get(f"c{at}-as", "").partition("|")
        kept = columns.pop(name, ColumnOption())
        option = replace(kept, type=type_, format=format)
        if option != ColumnOption():
            columns[name] = option
        words[name] = ColumnWords(
            label=_text(at, "label", 300),
            description=_text(at, "description", MOST_CHARS),
            unit=_text(at, "unit", 60),
            semantic=semantic if (semantic := form.get(f"c{at}-semantic", "")) in MEANINGS else "",
            is_searchable=f"c{at}-searchable" in form,
        )
    return _Typed(replace(options, columns=columns), words)


def _text(at: int, field: str, most: int) -> str:
    return request.form.get(f"c{at}-{field}", "").strip()[:most]


def _row(field: str) -> int | None:
    text = request.form.get(field, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        message = _("Cần một số nguyên, ví dụ 3; để trống thì Cổng tự tìm.")
        raise Invalid([Problem(field, "integer", message)])
    return int(text)


def _with_words(page: TableReadingPage, typed: _Typed) -> TableReadingPage:
    """The page with what was typed instead of what is stored."""
    columns = []
    for column in page.columns:
        option = typed.options.columns.get(column.name, ColumnOption())
        read_as = f"{option.type}|{option.format}" if option.type or option.format else ""
        changes = {} if column.name not in typed.words else vars(typed.words[column.name])
        columns.append(replace(column, **changes, read_as=read_as))
    return replace(page, columns=tuple(columns))


def _shown(page: TableReadingPage, status: int = 200) -> Response:
    shown = render_template(
        "pages/steward/reading.html",
        page=page,
        encodings=tuple(ENCODINGS),
        ways=_ways(),
        meanings=[(code, words()) for code, words in MEANINGS.items()],
    )
    return make_response(shown, status)


def _ways() -> list[tuple[str, str]]:
    """Every type and format a column can be read as."""
    ways = [("text|", _("văn bản, giữ nguyên từng ký tự"))]
    for candidate in CANDIDATES:
        words = type_words(candidate.type)
        shown = f"{words}, {candidate.format}" if candidate.format else words
        ways.append((f"{candidate.type}|{candidate.format}", shown))
    return ways
