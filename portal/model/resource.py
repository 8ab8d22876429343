"""Files, links and APIs of a dataset, with every version ever uploaded."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.i18n import language
from portal.model.columns import CreatedAt, Id, Moment, Values
from portal.model.dataset import Dataset

if TYPE_CHECKING:
    from portal.model.table import ResourceTable


class IngestState(StrEnum):
    """How far the table inside an upload has been read."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class Exposure(StrEnum):
    """What of an upload the public may have, as far as personal data are concerned.

    `OPEN`: the original and its table. `PENDING`: nothing, until the table in it has been looked at. `HELD`: nothing,
    for it holds personal data that nobody decided about. `DERIVED`: the table, from which columns were left out or
    in which they were masked; the original stays with the agency.
    """

    OPEN = "open"
    PENDING = "pending"
    HELD = "held"
    DERIVED = "derived"


class Resource(Base):
    """A file, link or API of a dataset (dcat:Distribution). A removed one stays, with `removed_at` set.

    `table_version` is the version whose table is in service: the newest one that could be read, which stays
    until a newer one has been read. `reading_options` is what a steward decided about reading the file
    (`portal.tabular.options.ReadingOptions`).
    """

    __tablename__ = "resource"

    id: Mapped[Id]
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(300))
    format: Mapped[str] = mapped_column(String(20), default="")
    url: Mapped[str | None] = mapped_column(String(2000))
    data_date: Mapped[date | None]
    values: Mapped[Values]
    current_version_id: Mapped[str | None] = mapped_column(
        ForeignKey("resource_version.id", use_alter=True, name="fk_resource_current_version")
    )
    table_version_id: Mapped[str | None] = mapped_column(
        ForeignKey("resource_version.id", use_alter=True, name="fk_resource_table_version")
    )
    reading_options: Mapped[Values]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[CreatedAt]
    modified_at: Mapped[Moment]
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    dataset: Mapped[Dataset] = relationship(back_populates="resources")
    current_version: Mapped[ResourceVersion | None] = relationship(
        foreign_keys=[current_version_id], post_update=True
    )
    table_version: Mapped[ResourceVersion | None] = relationship(
        foreign_keys=[table_version_id], post_update=True
    )
    versions: Mapped[list[ResourceVersion]] = relationship(
        foreign_keys="ResourceVersion.resource_id",
        back_populates="resource",
        order_by="ResourceVersion.number.desc()",
        cascade="all, delete-orphan",
    )
    known_columns: Mapped[list[DataDictionaryEntry]] = relationship(
        order_by="DataDictionaryEntry.position", cascade="all, delete-orphan"
    )
    dictionary: Mapped[list[DataDictionaryEntry]] = relationship(
        primaryjoin="and_(Resource.id == DataDictionaryEntry.resource_id, DataDictionaryEntry.is_present)",
        order_by="DataDictionaryEntry.position",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by SQLAlchemy

    @property
    def label(self) -> str:
        """The title in the current language, else in Vietnamese."""
        return (language() == "en" and self.values.get("title_en")) or self.title


class ResourceVersion(Base):
    """One immutable upload. `storage_key` is the hash of the original.

    `ingest_report` holds the problems or warnings of the reading, and which columns changed.
    `ingest_percent` grows while the table is read, `ingest_step` says what is being done. `exposure` is what of it
    may become public.
    """

    __tablename__ = "resource_version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[Id]
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    number: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(20))
    data_date: Mapped[date | None]
    created_at: Mapped[CreatedAt]
    created_by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    ingest_state: Mapped[str] = mapped_column(String(20), default=IngestState.NONE)
    ingest_percent: Mapped[int] = mapped_column(default=0)
    ingest_step: Mapped[str] = mapped_column(String(40), default="")
    ingest_report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    exposure: Mapped[str] = mapped_column(String(10), default=Exposure.OPEN)
    row_count: Mapped[int | None] = mapped_column(BigInteger)
    column_count: Mapped[int | None]

    resource: Mapped[Resource] = relationship(foreign_keys=[resource_id], back_populates="versions")
    table: Mapped[ResourceTable | None] = relationship(back_populates="version", cascade="all, delete-orphan")


class DataDictionaryEntry(Base):
    """One column of a tabular resource (csvw:Column): what it holds, in which unit.

    `name` is its heading, `key` its name for programs. A column that a newer version lacks stays, with
    `is_present` false: what was written of it returns with the column. `is_searchable`: the catalogue's search
    may find the dataset by values of the column.
    """

    __tablename__ = "data_dictionary_entry"

    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(64), default="")
    label: Mapped[str] = mapped_column(String(300), default="")
    type: Mapped[str] = mapped_column(String(20), default="text")
    unit: Mapped[str] = mapped_column(String(60), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    example: Mapped[str] = mapped_column(String(300), default="")
    semantic: Mapped[str] = mapped_column(String(40), default="")
    is_searchable: Mapped[bool] = mapped_column(default=True)
    is_present: Mapped[bool] = mapped_column(default=True)
