"""Which records came from another catalogue, so that the next import knows them again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, UtcDateTime


class ImportedRecord(Base):
    """One record of one source and the dataset made of it.

    `content_hash` is the SHA-256 of what was taken, `imported_at` the moment: whatever happened to the dataset later
    was done here.
    """

    __tablename__ = "imported_record"

    source: Mapped[str] = mapped_column(String(100), primary_key=True)
    identifier: Mapped[str] = mapped_column(String(500), primary_key=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
