"""The SQL page: ask public tables, see rows and a chart, take the link or the file along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import TooManyRequests

from portal.catalog.pages.sql import OpenTable, SqlAnswer, SqlTable
from portal.errors import Invalid, NotFound, Problem, Unavailable
from portal.http.context import portal, services
from portal.http.spending import sql_paid
from portal.web.error_words import words
from portal.web.sql_facts import SqlFacts

blueprint = Blueprint("sql", __name__)

STARTERS = 4
"""Tables of which the empty page shows an example."""


@dataclass(frozen=True)
class Outcome:
    """What came of the statement: an answer, what is wrong with it, or why it could not be run now."""

    status: int
    answer: SqlAnswer | None = None
    problems: Sequence[Problem] = ()
    notice: str = ""
    retry_seconds: int = 0


@blueprint.get("/sql")
def page() -> Response:
    """The editor; with `?q=` also what the statement gives. `?resource=` and `?find=` lay tables beside it."""
    is_empty = not any(request.args.get(name) for name in ("q", "resource", "find"))
    outcome = _run(request.args.get("q", ""))
    find, chosen = request.args.get("find", "")[:200], request.args.get("resource", "")
    listed = services().asking.tables(find)
    facts = SqlFacts(
        sql=request.args.get("q", ""),
        find=find,
        chosen=chosen,
        answer=outcome.answer,
        problems=outcome.problems,
        notice=outcome.notice,
        listed=listed,
        opened=_opened(chosen, outcome.answer),
        starters=_starters(listed) if is_empty else (),
        seconds=portal().ports.settings.sql_seconds,
    )
    response = make_response(render_template("pages/sql.html", facts=facts), outcome.status)
    if outcome.retry_seconds:
        response.headers["Retry-After"] = str(outcome.retry_seconds)
    return response


def _run(sql: str) -> Outcome:
    if not sql.strip():
        return Outcome(200)
    try:
        with sql_paid():
            return Outcome(200, services().asking.run(sql))
    except Invalid as refusal:
        return Outcome(404 if isinstance(refusal, NotFound) else 422, problems=refusal.problems)
    except Unavailable as error:
        return Outcome(503, notice=str(error), retry_seconds=error.retry_seconds)
    except TooManyRequests as error:
        wait = int(error.get_response().headers["Retry-After"])
        return Outcome(429, notice=" ".join(words(429)), retry_seconds=wait)


def _opened(chosen: str, answer: SqlAnswer | None) -> tuple[OpenTable, ...]:
    """The chosen table, then those that the statement read."""
    first = services().asking.table(chosen) if chosen else None
    used = answer.tables if answer else ()
    return tuple({opened.table.id: opened for opened in (first, *used) if opened}.values())


def _starters(listed: Sequence[SqlTable]) -> tuple[OpenTable, ...]:
    """A table of each of the first datasets."""
    first = {table.dataset_name: table.id for table in reversed(listed)}
    opened = (services().asking.table(id) for id in list(first.values())[::-1][:STARTERS])
    return tuple(found for found in opened if found)
