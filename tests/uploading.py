"""Sends files as a form without JavaScript does, and looks at what was kept."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.db import open_engine
from portal.model import Resource, ResourceVersion
from portal.settings import Settings
from tests.visitors import Visitor

PATH = "/dataset/diem-dung-xe-buyt-tren-dia-ban-thanh-pho"
CSV = "mã,tên\n001,Bến xe Mỹ Đình\n002,Cầu Giấy\n".encode()


def upload(visitor: Visitor, body: bytes, filename: str = "điểm dừng.csv", **values: Any) -> TestResponse:
    """Add a file as a form without JavaScript does."""
    path = values.pop("path", f"{PATH}/resource/new")
    return visitor.send(
        path, {"title": "Danh sách điểm dừng", **values, "file": (io.BytesIO(body), filename)}
    )


def versions(settings: Settings) -> list[ResourceVersion]:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = list(session.scalars(select(ResourceVersion).order_by(ResourceVersion.number)))
        session.expunge_all()
    engine.dispose()
    return found


def resource_id(settings: Settings) -> str:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = session.scalar(select(Resource.id))
    engine.dispose()
    assert found
    return found


def stored_files(settings: Settings) -> list[Path]:
    return [p for p in (settings.data_dir / "files").rglob("*") if p.is_file()]
