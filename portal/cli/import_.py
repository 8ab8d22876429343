"""`portal import`: records of another catalogue, in batches, with a report of what could not be taken."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from portal.access.identity import SYSTEM, Identity
from portal.cli.dataset import identity_for
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.cli.serve import address_of
from portal.errors import NotFound
from portal.harvest.importing import Plan
from portal.harvest.outcome import Outcome, Result
from portal.harvest.reading import Reader, Unusable
from portal.harvest.report import open_report, summary
from portal.harvest.source import SourceRecord
from portal.harvest.terms import Terms, load_synonyms
from portal.i18n import gettext as _
from portal.model import Catalog
from portal.services import Services

BATCH = 100
PAUSE_SECONDS = 0.02
"""Between batches, so that whoever waits to save gets a turn."""
PROGRESS_SECONDS = 2.0
VOCABULARIES = {"themes": "themes", "licence": "licences", "update_frequency": "update-frequencies"}


class UnusableInput(click.ClickException):
    """Ends with status 2, as wrong options do."""

    exit_code = 2


@click.command(
    "import", help=_("Nhập bản ghi từ FILE: danh sách gói CKAN (JSON lines) hoặc data.json DCAT-US.")
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--publish",
    is_flag=True,
    help=_("Công bố bản ghi nào đủ điều kiện; không có thì mọi bản ghi là bản nháp."),
)
@click.option(
    "--organization",
    default="",
    help=_("Cơ quan của bản ghi không nêu cơ quan quen thuộc: tên, tên tắt hoặc mã."),
)
@click.option("--theme", "themes", default="", help=_("Chủ đề của bản ghi không có chủ đề."))
@click.option("--licence", default="", help=_("Giấy phép của bản ghi không nêu giấy phép."))
@click.option(
    "--frequency", "update_frequency", default="", help=_("Tần suất cập nhật của bản ghi không nêu tần suất.")
)
@click.option(
    "--contact", default="", help=_("Đầu mối liên hệ của bản ghi không có đầu mối: một phòng, ban.")
)
@click.option("--database", default="", help=_("Tên cơ sở dữ liệu nguồn của các bản ghi; cần có để công bố."))
@click.option(
    "--source",
    default="",
    help=_("Tên danh mục nguồn, để lần nhập sau nhận ra bản ghi; mặc định theo định dạng."),
)
@click.option("--limit", type=click.IntRange(min=1), help=_("Chỉ nhập chừng này bản ghi đầu."))
@click.option("--dry-run", is_flag=True, help=_("Làm thử và báo cáo, không lưu gì."))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Ghi báo cáo vào tệp .json hoặc .csv."),
)
@click.option("--as", "login", default="", help=_("Làm với quyền và tên của tài khoản này."))
@click.pass_context
def command(context: click.Context, /, file: Path, **options: Any) -> None:
    """Exit status 0 if every record was taken, 1 if some were not, 2 for a file or option of no use."""
    parts = Parts(settings_of(context))
    terms = Terms(parts.ports.schemas, load_synonyms(parts.settings.schemas_dir / "synonyms.yaml"))
    run = Run(parts, identity_for(parts, options["login"]) if options["login"] else SYSTEM, options)
    outcomes = run.take(Reader(file, terms), terms)
    if not options["dry_run"]:
        parts.finish_jobs()
    click.echo(summary(outcomes) + (" " + _("Làm thử: không lưu gì.") if options["dry_run"] else ""))
    context.exit(1 if outcomes[Outcome.NOT_TAKEN] else 0)


class Run:
    """One import with its options."""

    def __init__(self, parts: Parts, identity: Identity, options: dict[str, Any]) -> None:
        self._parts = parts
        self._identity = identity
        self._options = options
        self._told = time.monotonic()

    def take(self, reader: Reader, terms: Terms) -> Counter[Outcome]:
        """Take the records batch by batch, each batch in a transaction of its own."""
        outcomes: Counter[Outcome] = Counter()
        defaults, organization = self._defaults(terms), self._organization()
        try:
            records = islice(reader.records(), self._options["limit"])
            first = list(islice(records, BATCH))
            plan = Plan(
                self._options["source"][:100] or reader.format,
                self._options["publish"],
                organization,
                defaults,
            )
            with self._open_report() as report:
                for batch in _batches(first, records):
                    for result in self._take_batch(batch, plan):
                        outcomes[result.outcome] += 1
                        report.add(result)
                    self._tell(outcomes)
        except Unusable as error:
            raise UnusableInput(str(error)) from error
        return outcomes

    def _take_batch(self, batch: list[SourceRecord], plan: Plan) -> list[Result]:
        if not self._options["dry_run"]:
            time.sleep(PAUSE_SECONDS)
            with self._parts.services(self._identity) as services:
                return services.importing.take(batch, plan)
        with self._parts.sessions() as session:
            results = Services(self._parts.ports, session, self._identity).importing.take(batch, plan)
            session.rollback()
        return results

    def _open_report(self) -> Any:
        try:
            return open_report(self._options["report"], click.echo, address_of(self._parts.settings))
        except OSError as error:
            raise UnusableInput(_("Không ghi được báo cáo: %(reason)s", reason=error.strerror)) from error

    def _defaults(self, terms: Terms) -> dict[str, Any]:
        """What the options say of records that do not say it themselves."""
        defaults: dict[str, Any] = {}
        for name, vocabulary in VOCABULARIES.items():
            if text := self._options[name]:
                code = terms.find(vocabulary, text)
                if code is None:
                    known = ", ".join(terms.schemas.vocabularies[vocabulary].terms)
                    raise UnusableInput(
                        _("Không có mục “%(value)s”; có: %(known)s.", value=text, known=known)
                    )
                defaults[name] = [code] if name == "themes" else code
        if self._options["contact"].strip():
            defaults["contact"] = self._options["contact"].strip()[:300]
        if self._options["database"]:
            defaults["databases"] = [self._database(self._options["database"])]
        return defaults

    def _database(self, name: str) -> str:
        with self._parts.services(self._identity) as services:
            try:
                record = services.records.find(name)
            except NotFound as error:
                raise UnusableInput(str(error)) from error
            if record.catalog != Catalog.CITY_DATABASES:
                raise UnusableInput(_("“%(name)s” không phải cơ sở dữ liệu của thành phố.", name=name))
            return record.name

    def _organization(self) -> str:
        wanted: str = self._options["organization"]
        if not wanted:
            return ""
        with self._parts.services(self._identity) as services:
            name = services.importing.agency(wanted)
        if name is None:
            raise UnusableInput(_("Không có cơ quan nào tên “%(name)s”.", name=wanted))
        return name

    def _tell(self, outcomes: Counter[Outcome]) -> None:
        if time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            click.echo(_("… %(count)d bản ghi", count=outcomes.total()), err=True)


def _batches(first: list[SourceRecord], rest: Iterable[SourceRecord]) -> Iterator[list[SourceRecord]]:
    """Lists of `BATCH` records, the first of which has been read already."""
    rest = iter(rest)
    batch = first
    while batch:
        yield batch
        batch = list(islice(rest, BATCH))
