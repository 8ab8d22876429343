"""All use cases joined to one session and one identity. Web, API and commands get everything from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from portal.access.accounts import Accounts
from portal.access.identity import ANONYMOUS, Identity
from portal.catalog.asking import Asking
from portal.catalog.audit import Audit
from portal.catalog.charting import Charting
from portal.catalog.comparing import Comparing
from portal.catalog.desk import Desk
from portal.catalog.downloads import Downloads
from portal.catalog.editions import Editions
from portal.catalog.exploring import Exploring
from portal.catalog.forms import Forms
from portal.catalog.home import Home
from portal.catalog.lists import Lists
from portal.catalog.mapping import Maps
from portal.catalog.memo import Memo
from portal.catalog.organizations import Organizations
from portal.catalog.previewing import Previewing
from portal.catalog.protection import Protection
from portal.catalog.reading import Reading
from portal.catalog.records import Records
from portal.catalog.resources import Resources
from portal.catalog.reviews import Reviews
from portal.catalog.searching import Searching
from portal.catalog.table_reading import TableReading
from portal.catalog.tables import Tables
from portal.catalog.unit import Unit
from portal.catalog.working_copies import WorkingCopies
from portal.db import now
from portal.harvest.importing import Importing
from portal.jobs.outbox import Outbox
from portal.metadata.specification import Schemas
from portal.search.protocol import SearchIndex
from portal.settings import Settings
from portal.storage.protocol import Storage
from portal.tabular.export.exporter import Exporter
from portal.tabular.query.protocol import TableEngine
from portal.tabular.sql.pool import SqlPool


@dataclass(frozen=True)
class Ports:
    """What a running portal holds: settings, schemas and one adapter per port."""

    settings: Settings
    schemas: Schemas
    storage: Storage
    search: SearchIndex
    tables: TableEngine
    exporter: Exporter
    memo: Memo = field(default_factory=Memo)
    sql: SqlPool = field(default_factory=SqlPool)


class Services:
    """The use cases for one session and one identity; made per request, command or job."""

    def __init__(
        self, ports: Ports, session: Session, identity: Identity, clock: Callable[[], datetime] = now
    ) -> None:
        self.ports = ports
        self.unit = Unit(
            session=session,
            identity=identity,
            schemas=ports.schemas,
            outbox=Outbox(session),
            clock=clock,
            memo=ports.memo,
        )

    @cached_property
    def accounts(self) -> Accounts:
        """Sign-in, accounts and roles."""
        actor = self.unit.identity.user_id
        return Accounts(self.unit.session, self.ports.settings, self.unit.clock, actor)

    @cached_property
    def audit(self) -> Audit:
        """The audit trail, for administrators."""
        return Audit(self.unit)

    @cached_property
    def searching(self) -> Searching:
        """Search, suggestions and their exports."""
        return Searching(self.unit, self.ports.search)

    @cached_property
    def reading(self) -> Reading:
        """Pages of records and resources."""
        return Reading(self.unit, self.ports.storage, self.ports.search)

    @cached_property
    def lists(self) -> Lists:
        """The two official lists."""
        return Lists(self.unit)

    @cached_property
    def editions(self) -> Editions:
        """The lists as they were issued; what an edition holds never depends on who issues it."""
        public = Services(self.ports, self.unit.session, ANONYMOUS, self.unit.clock)
        return Editions(self.unit, public.unit, self.ports.storage)

    @cached_property
    def home(self) -> Home:
        """The front page and the themes."""
        return Home(self.unit, self.ports.search)

    @cached_property
    def organizations(self) -> Organizations:
        """Agencies."""
        return Organizations(self.unit)

    @cached_property
    def records(self) -> Records:
        """Describe, promise, publish and withdraw records."""
        return Records(self.unit)

    @cached_property
    def reviews(self) -> Reviews:
        """Submit records and decide on them."""
        return Reviews(self.unit)

    @cached_property
    def working_copies(self) -> WorkingCopies:
        """Change public records where that needs an approval."""
        return WorkingCopies(self.unit)

    @cached_property
    def resources(self) -> Resources:
        """Files and links of a record."""
        return Resources(self.unit, self.ports.storage)

    @cached_property
    def downloads(self) -> Downloads:
        """Originals and conversions."""
        return Downloads(self.unit, self.ports.storage, self.tables, self.ports.exporter)

    @cached_property
    def tables(self) -> Tables:
        """The tables read from files."""
        return Tables(self.unit, self.ports.storage, self.ports.settings.table_cache_dir)

    @cached_property
    def asking(self) -> Asking:
        """SQL over the tables that everybody may read: an answer never depends on who asks."""
        public = Services(self.ports, self.unit.session, ANONYMOUS, self.unit.clock)
        return Asking(public.unit, public.tables, public.searching, self.ports.sql)

    @cached_property
    def protection(self) -> Protection:
        """Decisions about personal data in files."""
        return Protection(self.unit)

    @cached_property
    def charting(self) -> Charting:
        """Charts of tables."""
        return Charting(self.ports.tables)

    @cached_property
    def maps(self) -> Maps:
        """Maps of tables."""
        return Maps(self.ports.tables)

    @cached_property
    def exploring(self) -> Exploring:
        """Pages of tables."""
        return Exploring(self.unit, self.tables, self.ports.tables)

    @cached_property
    def comparing(self) -> Comparing:
        """Two versions of a table."""
        return Comparing(self.unit, self.tables, self.ports.tables)

    @cached_property
    def previewing(self) -> Previewing:
        """Files that are no tables."""
        return Previewing(self.downloads)

    @cached_property
    def table_reading(self) -> TableReading:
        """How tables are read, for their stewards."""
        return TableReading(self.unit, self.ports.storage, self.ports.settings)

    @cached_property
    def forms(self) -> Forms:
        """Forms of records and resources."""
        return Forms(self.unit, self.ports.storage)

    @cached_property
    def desk(self) -> Desk:
        """The steward's desk."""
        return Desk(self.unit)

    @cached_property
    def importing(self) -> Importing:
        """Records of other catalogues."""
        return Importing(self.unit, self.ports.storage)
