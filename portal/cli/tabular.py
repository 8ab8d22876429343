"""`portal tabular`: take files in as an upload would be and tell what was found; make tables anew."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from portal.catalog.rereading import read_again, versions_of
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.cli.table_report import as_json, as_text, refusal_as_json, refusal_as_text
from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular.ingest.result import IngestResult, Limits
from portal.tabular.ingest.sandbox import ingest
from portal.tabular.options import ReadingOptions


@click.group("tabular", help=_("Đọc thử và đọc lại các tệp bảng."))
def command() -> None:
    """The group."""


@command.command(
    "check",
    help=_("Đọc thử các tệp FILES như khi tải lên cổng, in kết quả; mã thoát 1 nếu có tệp bị từ chối."),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help=_("In mỗi tệp một tài liệu JSON trên một dòng."))
@click.option(
    "--parquet",
    "output",
    type=click.Path(path_type=Path),
    help=_("Ghi bảng đã đọc vào tệp này; với nhiều tệp, đây là thư mục."),
)
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], is_json: bool, output: Path | None) -> None:
    """One report per file, in the order given, each as soon as it is known."""
    if output is not None and len({file.name for file in files}) < len(files):
        raise click.UsageError(_("Có hai tệp cùng tên: hãy ghi bảng của từng tệp một lần."))
    settings = settings_of(context)
    limits = Limits(settings.ingest_memory_bytes, settings.ingest_seconds)
    refused = 0
    for file in files:
        target = _target(output, file, len(files))
        outcome = _take(file, limits, target)
        refused += outcome.result is None
        click.echo(outcome.as_json() if is_json else outcome.as_text())
    context.exit(1 if refused else 0)


@command.command(
    "rebuild", help=_("Đọc lại bảng từ bản gốc: của các tệp có mã IDS, hoặc của mọi tệp với --all.")
)
@click.argument("ids", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help=_("Mọi bản của mọi tệp."))
@click.pass_context
def rebuild(context: click.Context, ids: tuple[str, ...], is_all: bool) -> None:
    """Done here and now, unless a worker runs: then it does it. Older tables serve until the new ones are there."""
    if is_all == bool(ids):
        raise click.UsageError(_("Hãy nêu mã của tệp, hoặc --all cho mọi tệp."))
    parts = Parts(settings_of(context))
    with parts.services() as services:
        versions = versions_of(services.unit, None if is_all else ids)
        if missing := set(ids) - {version.resource_id for version in versions}:
            raise click.ClickException(_("Không có bảng nào của tệp %(id)s.", id=", ".join(sorted(missing))))
        count = read_again(services.unit, versions)
    click.echo(_("%(count)d bảng sẽ được đọc lại.", count=count))
    parts.finish_jobs()


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a result, or the problems it was refused for."""

    file: Path
    result: IngestResult | None
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> str:
        """One line."""
        found: dict[str, Any] = (
            refusal_as_json(self.problems) if self.result is None else as_json(self.result)
        )
        return json.dumps({"file": str(self.file), **found}, ensure_ascii=False)

    def as_text(self) -> str:
        """Lines for people."""
        name = str(self.file)
        return refusal_as_text(name, self.problems) if self.result is None else as_text(name, self.result)


def _take(file: Path, limits: Limits, target: Path | None) -> Outcome:
    if not file.is_file():
        message = _("Không có tệp này, hoặc đó không phải là tệp.")
        return Outcome(file, None, (Problem("file", "not_found", message),))
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        try:
            result = ingest(file, file.name, Path(folder), ReadingOptions(), limits)
        except Invalid as refusal:
            return Outcome(file, None, tuple(refusal.problems))
        if target is not None:
            _keep(result.table, target)
    return Outcome(file, result)


def _keep(table: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(table, target)
    except OSError as error:
        message = _("Không ghi được %(file)s: %(reason)s", file=target, reason=error.strerror)
        raise click.ClickException(message) from error


def _target(output: Path | None, file: Path, count: int) -> Path | None:
    """Where the table of `file` is to be written."""
    if output is None or (count == 1 and not output.is_dir()):
        return output
    return output / f"{file.name}.parquet"
