"""The table read from an upload: a Parquet file, and what is known of it without opening the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, UtcDateTime, now
from portal.model.columns import Values
from portal.model.resource import ResourceVersion


class ResourceTable(Base):
    """The table of one version; derived, so that it can be made again from the original at any time.

    `storage_key` is the hash of the Parquet file, `columns` are `portal.tabular.columns.Column` as JSON,
    `options` the `ReadingOptions` it was read with. What follows is read from the database only when asked
    for: the report, the profile, the first rows, findings of personal data, frequent values by column key.
    """

    __tablename__ = "resource_table"

    version_id: Mapped[str] = mapped_column(
        ForeignKey("resource_version.id", ondelete="CASCADE"), primary_key=True
    )
    storage_key: Mapped[str] = mapped_column(String(64), index=True)
    row_count: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    options: Mapped[Values]
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    profile: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)
    first_page: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)
    terms: Mapped[dict[str, list[str]]] = mapped_column(JSON, deferred=True)

    version: Mapped[ResourceVersion] = relationship(back_populates="table")
