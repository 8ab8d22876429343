"""Records of the two catalogs: agency databases and open datasets."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime
from portal.i18n import language
from portal.model.columns import CreatedAt, Id, Moment, Slug, Values
from portal.model.organization import Organization

if TYPE_CHECKING:
    from portal.model.plan import PublicationPlan
    from portal.model.resource import Resource


class Catalog(StrEnum):
    """The official lists."""

    CITY_DATABASES = "city-databases"
    OPEN_DATA = "open-data"


class RecordState(StrEnum):
    """How far a record is. A city database goes from draft to published (entered in the list).

    A withdrawn record was public and keeps a page; a discarded one never was and has none.
    """

    DRAFT = "draft"
    PROMISED = "promised"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Dataset(Base):
    """A record of a catalog (dcat:Dataset).

    `values` holds what the schema asks for; the columns beside it are what queries need. `data_changed_on` is
    the day the newest data describes, `due_on` the day by which newer data should be there, `formats` the
    formats of its data files.
    """

    __tablename__ = "dataset"

    id: Mapped[Id]
    name: Mapped[Slug] = mapped_column(unique=True)
    catalog: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), default=RecordState.DRAFT)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"))
    title: Mapped[str] = mapped_column(String(300))
    title_key: Mapped[str] = mapped_column(String(900))
    values: Mapped[Values]
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[CreatedAt]
    modified_at: Mapped[Moment]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    replaced_by_id: Mapped[str | None] = mapped_column(ForeignKey("dataset.id"))
    formats: Mapped[list[str]] = mapped_column(JSON, default=list)
    data_changed_on: Mapped[date | None]
    due_on: Mapped[date | None]

    organization: Mapped[Organization] = relationship()
    replaced_by: Mapped[Dataset | None] = relationship(remote_side="Dataset.id")
    plan: Mapped[PublicationPlan | None] = relationship(
        back_populates="dataset", cascade="all, delete-orphan"
    )
    resources: Mapped[list[Resource]] = relationship(
        back_populates="dataset", order_by="Resource.position", cascade="all, delete-orphan"
    )
    sources: Mapped[list[Dataset]] = relationship(
        secondary="dataset_source",
        primaryjoin="Dataset.id == DatasetSource.dataset_id",
        secondaryjoin="Dataset.id == DatasetSource.source_id",
        order_by="Dataset.title_key",
        back_populates="drawn_from_it",
    )
    drawn_from_it: Mapped[list[Dataset]] = relationship(
        secondary="dataset_source",
        primaryjoin="Dataset.id == DatasetSource.source_id",
        secondaryjoin="Dataset.id == DatasetSource.dataset_id",
        order_by="Dataset.title_key",
        back_populates="sources",
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by SQLAlchemy
    __table_args__ = (
        Index("ix_dataset_list", "catalog", "organization_id", "title_key", "state"),
        Index("ix_dataset_organization", "organization_id", "catalog", "state"),
        Index("ix_dataset_published_at", "state", "published_at"),
        Index("ix_dataset_data_changed_on", "state", "data_changed_on"),
    )

    @property
    def label(self) -> str:
        """The title in the current language, else in Vietnamese."""
        return (language() == "en" and self.values.get("title_en")) or self.title

    @property
    def is_public(self) -> bool:
        """Whether the public sees the record as a live one (a withdrawn one shows its tombstone)."""
        return self.state in (RecordState.PROMISED, RecordState.PUBLISHED)


class DatasetSource(Base):
    """An open dataset is drawn from a city database."""

    __tablename__ = "dataset_source"

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[str] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True, index=True
    )
