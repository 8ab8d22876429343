"""Joins the adapters that the settings ask for into the ports of a portal, and its jobs to their doers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.access.identity import SYSTEM
from portal.catalog.indexing import Indexing
from portal.catalog.ingesting import Ingesting, clean_leftovers
from portal.jobs import Handlers, JobQueue
from portal.jobs.huey_queue import HueyQueue
from portal.metadata.loading import load_schemas
from portal.search.analysis import Analyzer, load_abbreviations
from portal.search.whoosh_index import WhooshIndex
from portal.services import Ports, Services
from portal.settings import Settings
from portal.storage.local import LocalStorage
from portal.tabular.export.exporter import Exporter
from portal.tabular.query.engine import DuckDBEngine
from portal.tabular.sql.pool import PoolLimits, SqlPool

log = logging.getLogger(__name__)
INDEX_BATCH = 500
INDEX_LOOK = timedelta(minutes=5)
CLEANING_SPAN = timedelta(hours=6)
CALENDAR_TIME = time(0, 5)
"""Shortly after midnight: promises that became overdue, data that became late."""
PUBLICATION_TIME = time(0, 1)
"""What was approved for this day."""


def open_ports(settings: Settings) -> Ports:
    """The embedded adapters on the data folder. Reads the schemas; opens neither database nor index."""
    schemas = load_schemas(settings.schemas_dir)
    analyzer = Analyzer(load_abbreviations(settings.schemas_dir / "abbreviations.yaml"))
    files = settings.data_dir / "files"
    return Ports(
        settings=settings,
        schemas=schemas,
        storage=LocalStorage(files),
        search=WhooshIndex(settings.data_dir / "index", analyzer),
        tables=DuckDBEngine([files, settings.table_cache_dir]),
        exporter=Exporter(settings.data_dir / "exports", settings.export_cache_bytes),
        sql=SqlPool(PoolLimits(settings.sql_workers, settings.sql_waiting, settings.sql_seconds)),
    )


def open_queue(settings: Settings) -> JobQueue:
    """The bell that wakes the worker."""
    return HueyQueue(settings.data_dir / "queue.db")


def job_handlers(ports: Ports, sessions: Callable[[], Session]) -> Handlers:
    """Which function does which job."""
    handlers = Handlers()

    @handlers.on("index", batch_size=INDEX_BATCH)
    def index(payloads: list[dict[str, Any]]) -> None:
        with sessions() as session:
            Indexing(session, ports.schemas, ports.search).update(p["id"] for p in payloads)

    @handlers.on("calendar")
    def calendar(_payloads: list[dict[str, Any]]) -> None:
        with sessions() as session:
            Indexing(session, ports.schemas, ports.search).synchronise()

    @handlers.on("ingest")
    def ingest(payloads: list[dict[str, Any]]) -> None:
        for payload in payloads:
            Ingesting(sessions, ports.storage, ports.settings).run(payload["version_id"])

    @handlers.on("publish-due")
    def publish_due(_payloads: list[dict[str, Any]]) -> None:
        with sessions() as session:
            names = Services(ports, session, SYSTEM).reviews.due()
        for name in names:
            try:
                with sessions() as session:
                    Services(ports, session, SYSTEM).reviews.publish_due(name)
                    session.commit()
            except Exception:
                log.exception("%s was to be published today", name)

    @handlers.on("index-repair")
    def index_repair(_payloads: list[dict[str, Any]]) -> None:
        if not ports.search.is_ready():
            log.warning("the search index cannot be read: building it anew")
            with sessions() as session:
                Indexing(session, ports.schemas, ports.search).rebuild()

    @handlers.on("clean")
    def clean(_payloads: list[dict[str, Any]]) -> None:
        ports.storage.clean()
        ports.exporter.clean()
        clean_leftovers(ports.settings)

    handlers.schedule("calendar", at=CALENDAR_TIME)
    handlers.schedule("publish-due", at=PUBLICATION_TIME, at_start=True)
    handlers.schedule("clean", every=CLEANING_SPAN)
    handlers.schedule("index-repair", every=INDEX_LOOK, at_start=True)
    return handlers
