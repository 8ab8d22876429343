"""`portal dataset add`: a record and its files from the command line, by the same services as the form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from portal.access.identity import SYSTEM, Identity, identity_of
from portal.catalog.addresses import dataset_path
from portal.catalog.resources import Upload
from portal.cli.parts import Parts
from portal.cli.program import settings_of
from portal.cli.serve import address_of
from portal.errors import Invalid
from portal.harvest.agencies import Agencies
from portal.i18n import gettext as _
from portal.metadata.records import from_json, unknown_keys
from portal.model import Catalog
from portal.services import Services

Described = tuple[Path | None, Mapping[str, Any]]
"""A file, or None for a link, and what the record says of it."""
OTHER_KEYS = frozenset({"catalog", "name", "resources"})


@click.group("dataset", help=_("Thêm bản ghi từ dòng lệnh."))
def command() -> None:
    """The group."""


@command.command(
    "add", help=_("Thêm bản ghi mô tả trong RECORD (JSON) cùng các tệp FILES; in ra địa chỉ của nó.")
)
@click.argument("record", type=click.File("r", encoding="utf-8-sig"))
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publish", is_flag=True, help=_("Công bố ngay; không có thì bản ghi là bản nháp."))
@click.option("--as", "login", default="", help=_("Làm với quyền và tên của tài khoản này."))
@click.pass_context
def add(context: click.Context, record: Any, files: tuple[Path, ...], publish: bool, login: str) -> None:
    """All or nothing: a record that breaks a rule, or a file that is not what it says, leaves no trace."""
    settings = settings_of(context)
    parts = Parts(settings)
    content = _read(record)
    with parts.services(identity_for(parts, login)) as services:
        name = _add(services, content, _described(record, content) + [(path, {}) for path in files])
        if publish:
            services.records.publish(name)
    parts.finish_jobs()
    click.echo(address_of(settings) + dataset_path(name))


def _read(file: Any) -> dict[str, Any]:
    try:
        content = json.load(file)
    except ValueError as error:
        message = _("%(file)s không phải JSON: %(reason)s", file=file.name, reason=error)
        raise click.ClickException(message) from error
    if isinstance(content, dict):
        content.setdefault("catalog", Catalog.OPEN_DATA)
    if not isinstance(content, dict) or content["catalog"] not in list(Catalog):
        message = _(
            'Cần một đối tượng JSON có "catalog" là open-data hoặc city-databases, và các trường khác.'
        )
        raise click.ClickException(message)
    return content


def identity_for(parts: Parts, login: str) -> Identity:
    """The identity of an account; the portal itself without one."""
    if not login:
        return SYSTEM
    with parts.services() as services:
        return identity_of(services.accounts.find(login))


def _described(record: Any, content: Mapping[str, Any]) -> list[Described]:
    """The files and links that the record describes; a `file` is looked for beside the record."""
    entries = content.get("resources") or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise click.ClickException(_('"resources" phải là danh sách các đối tượng JSON.'))
    folder = Path(record.name).parent
    found = [(folder / str(entry["file"]) if "file" in entry else None, entry) for entry in entries]
    for path, _entry in found:
        if path is not None and not path.is_file():
            raise click.ClickException(_("Không có tệp %(path)s.", path=path))
    return found


def _add(services: Services, content: Mapping[str, Any], resources: Sequence[Described]) -> str:
    schemas = services.ports.schemas
    schema = schemas.for_catalog(content["catalog"])
    if problems := unknown_keys(schema, content, OTHER_KEYS):
        raise Invalid(problems)
    values = from_json(schema, content)
    if isinstance(agency := values.get("organization"), str):
        values["organization"] = Agencies(services.unit.session).find([agency])[0] or agency
    record = services.records.create(content["catalog"], values, name=content.get("name"))
    for path, entry in resources:
        described = from_json(schemas.records["resource"], entry)
        if path is None:
            services.resources.add_link(record.name, described)
            continue
        with path.open("rb") as stream:
            stored = services.ports.storage.put(stream, limit_bytes=services.ports.settings.max_upload_bytes)
        services.resources.add_file(record.name, described, Upload(path.name, stored))
    return record.name
