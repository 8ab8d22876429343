"""Column shorthands shared by the mapped classes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from sqlalchemy import JSON, String
from sqlalchemy.orm import mapped_column

from portal.db import UtcDateTime, now


def new_id() -> str:
    """A random UUID as text; ids never say how many records there are."""
    return str(uuid4())


Id = Annotated[str, mapped_column(String(36), primary_key=True, default=new_id)]
Slug = Annotated[str, mapped_column(String(120))]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
CreatedAt = Annotated[datetime, mapped_column(UtcDateTime, default=now)]
Values = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]
