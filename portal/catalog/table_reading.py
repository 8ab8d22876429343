"""How a table is read, for its steward: what was found, other ways to read it tried out, decisions kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from portal.access.permissions import Permission
from portal.catalog.ingesting import local_copy, read_in, work_folder
from portal.catalog.pages.table_reading import ColumnForm, TableReadingPage
from portal.catalog.records import Records
from portal.catalog.rereading import read_again
from portal.catalog.resources import Resources
from portal.catalog.saving import conflict, saving
from portal.catalog.serving import NAME_CHARS
from portal.catalog.table_keeping import with_meaning
from portal.catalog.unit import Unit
from portal.errors import Invalid, NotFound, Problem, Unavailable
from portal.i18n import gettext as _
from portal.model import DataDictionaryEntry, IngestState, Resource, ResourceVersion
from portal.settings import Settings
from portal.storage.protocol import Storage
from portal.tabular.ingest.result import FirstPage, TableReport
from portal.tabular.ingest.words import cells_text, column_notes, column_text, row_text, source_text
from portal.tabular.options import ReadingOptions

TRIAL_BYTES = 25 * 1024 * 1024
TRIAL_SECONDS = 30
SHOWN_ROWS = 10
_trial = threading.BoundedSemaphore(1)


@dataclass(frozen=True)
class ColumnWords:
    """What a steward says of a column in the data dictionary, found again by its heading."""

    label: str = ""
    description: str = ""
    unit: str = ""
    semantic: str = ""
    is_searchable: bool = True


class TableReading:
    """The reading of one table at a time."""

    def __init__(self, unit: Unit, storage: Storage, settings: Settings) -> None:
        self._unit = unit
        self._storage = storage
        self._settings = settings

    def page(self, dataset_name: str, resource_id: str) -> TableReadingPage:
        """How the newest file was read. Raises `NotFound`, also where there is no table to read."""
        resource, version = self._find(dataset_name, resource_id)
        options = ReadingOptions.from_dict(resource.reading_options)
        page = _page(dataset_name, resource, version, options)
        table = version.table
        if table is None:
            return page
        report = TableReport.from_dict(table.report)
        return _with_report(page, report, FirstPage.from_dict(table.first_page), resource.known_columns)

    def trial(self, dataset_name: str, resource_id: str, options: ReadingOptions) -> TableReadingPage:
        """The same file read with `options`, here and now. Raises `Invalid`, `Unavailable`."""
        resource, version = self._find(dataset_name, resource_id)
        if version.size_bytes > TRIAL_BYTES:
            message = _(
                "Tệp lớn nên không đọc thử ngay được. Hãy lưu: Cổng đọc lại rồi báo kết quả ở trang này."
            )
            raise Invalid([Problem("trial", "too_large", message)])
        with (
            _one_at_a_time(),
            work_folder(self._settings) as folder,
            local_copy(self._storage, version.storage_key, folder) as source,
        ):
            limits = replace(self._settings, ingest_seconds=min(TRIAL_SECONDS, self._settings.ingest_seconds))
            result = read_in(limits, source, version.filename, folder, options)
        page = replace(_page(dataset_name, resource, version, options), is_trial=True)
        return _with_report(page, result.report, result.first_page, resource.known_columns)

    def save(
        self,
        dataset_name: str,
        resource_id: str,
        options: ReadingOptions,
        words: Mapping[str, ColumnWords],
        *,
        version: int,
    ) -> bool:
        """Keep decisions and descriptions; returns whether the file has to be read again.

        Raises `Conflict` where somebody else saved meanwhile.
        """
        resource, newest = self._find(dataset_name, resource_id)
        if resource.version != version:
            raise conflict(resource.version, {}, {})
        before = ReadingOptions.from_dict(resource.reading_options)
        is_other = before != options
        record = resource.dataset
        with saving(self._unit.session, record):
            _make_known(resource, words)
            changes = dict(_describe(resource.known_columns, words))
            _tell_table(resource, words)
            if is_other:
                changes |= dict(_decisions(before, options))
                resource.reading_options = options.to_dict()
                read_again(self._unit, [newest])
            if changes:
                resource.modified_at = self._unit.now()
                self._unit.note("describe_table", record, resource_id=resource.id, changes=changes)
        return is_other

    def _find(self, dataset_name: str, resource_id: str) -> tuple[Resource, ResourceVersion]:
        self._unit.require(Permission.EDIT, Records(self._unit).find(dataset_name))
        resource = Resources(self._unit, self._storage).find(dataset_name, resource_id)
        version = resource.current_version
        if version is None or version.ingest_state == IngestState.NONE:
            raise NotFound(_("Tệp này không có bảng để đọc."))
        return resource, version


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _trial.acquire(timeout=10):
        raise Unavailable(_("Đang có người khác đọc thử. Hãy thử lại sau ít phút."))
    try:
        yield
    finally:
        _trial.release()


def _make_known(resource: Resource, words: Mapping[str, ColumnWords]) -> None:
    """Words about a column are kept also while its table may not be public and the dictionary is empty."""
    known = {entry.name for entry in resource.known_columns}
    position = max((entry.position for entry in resource.known_columns), default=-1)
    for name in words.keys() - known:
        position += 1
        entry = DataDictionaryEntry(
            name=name[:NAME_CHARS], position=position, is_present=False, label="", unit=""
        )
        entry.description, entry.semantic, entry.is_searchable = "", "", True
        resource.known_columns.append(entry)


def _tell_table(resource: Resource, words: Mapping[str, ColumnWords]) -> None:
    """Charts and maps go by what the columns of the table in service mean."""
    table = resource.table_version.table if resource.table_version else None
    if table is not None:
        meant = {name: said.semantic for name, said in words.items()}
        table.columns = [with_meaning(column, meant) for column in table.columns]


def _describe(
    entries: Sequence[DataDictionaryEntry], words: Mapping[str, ColumnWords]
) -> Iterator[tuple[str, list[Any]]]:
    """Write the words into the dictionary; yields what changed."""
    for entry in entries:
        said = words.get(entry.name)
        for name in ColumnWords.__dataclass_fields__ if said else ():
            old, new = getattr(entry, name), getattr(said, name)
            if old != new:
                setattr(entry, name, new)
                yield f"{entry.name}.{name}", [old, new]


def _decisions(before: ReadingOptions, after: ReadingOptions) -> Iterator[tuple[str, list[str]]]:
    """What was decided about reading the file, by the name of the decision."""
    old, new = before.to_dict(), after.to_dict()
    columns = (old.pop("columns"), new.pop("columns"))
    yield from ((name, [str(old[name]), str(new[name])]) for name in new if old[name] != new[name])
    for name in dict.fromkeys((*columns[0], *columns[1])):
        ways = [" ".join(filter(None, each.get(name, {}).values())) for each in columns]
        if ways[0] != ways[1]:
            yield name, ways


def _page(
    dataset_name: str, resource: Resource, version: ResourceVersion, options: ReadingOptions
) -> TableReadingPage:
    said = version.ingest_report
    return TableReadingPage(
        dataset_name=dataset_name,
        resource_id=resource.id,
        label=resource.label,
        filename=version.filename,
        number=version.number,
        version=resource.version,
        state=version.ingest_state,
        percent=version.ingest_percent,
        step=version.ingest_step,
        options=options,
        problems=tuple(Problem(**p) for p in said.get("problems", ())),
        changes=change_lines(said.get("changes") or {}),
    )


def _with_report(
    page: TableReadingPage,
    report: TableReport,
    first: FirstPage,
    dictionary: Sequence[DataDictionaryEntry],
) -> TableReadingPage:
    known = {entry.name: entry for entry in dictionary}
    columns = []
    for each in report.columns:
        option = page.options.columns.get(each.column.name)
        form = ColumnForm(
            name=each.column.name,
            key=each.column.key,
            found=column_text(each.column),
            example=each.column.example,
            read_as=f"{option.type}|{option.format}" if option and (option.type or option.format) else "",
            notes=tuple(column_notes(each)),
            question=each.question,
            semantic=each.column.semantic,
        )
        if entry := known.get(each.column.name):
            form = replace(form, **{name: getattr(entry, name) for name in ColumnWords.__dataclass_fields__})
        columns.append(form)
    return replace(
        page,
        source=report.source,
        source_text=source_text(report),
        row_count=report.row_count,
        warnings=tuple(problem.message for problem in report.warnings),
        columns=tuple(columns),
        set_aside=tuple((row_text(row.row), cells_text(row.cells)) for row in report.set_aside),
        header=tuple(each.column.name for each in report.columns),
        rows=tuple(
            tuple("" if cell is None else str(cell) for cell in row) for row in first.rows[:SHOWN_ROWS]
        ),
    )


def change_lines(changes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Which columns came, went or changed with this version, a sentence each."""
    sentences = {
        "added": _("Cột mới: %(names)s.", names=", ".join(changes.get("added", ()))),
        "removed": _("Cột không còn: %(names)s.", names=", ".join(changes.get("removed", ()))),
        "retyped": _("Cột đổi kiểu: %(names)s.", names=", ".join(changes.get("retyped", ()))),
    }
    return tuple(sentence for kind, sentence in sentences.items() if changes.get(kind))
