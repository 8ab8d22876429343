"""What pages show: frozen values that services return and templates render, with texts in its language."""

from portal.catalog.pages.cards import Card, Link, Succession
from portal.catalog.pages.overviews import (
    HomePage,
    ListGroup,
    ListPage,
    ListRow,
    OrganizationLine,
    OrganizationPage,
    OrganizationsPage,
    ThemeLine,
    Totals,
)
from portal.catalog.pages.records import (
    CopyNote,
    DatasetPage,
    DownloadLink,
    HistoryLine,
    ResourceCard,
    ResourcePage,
    ReviewNote,
    ShownField,
    VersionLine,
)
from portal.catalog.pages.search import Chip, Facet, FacetValue, FoundInside, SearchPage
from portal.catalog.pages.work import DeskLine, DeskPage, FormPage

__all__ = [
    "Card",
    "Chip",
    "CopyNote",
    "DatasetPage",
    "DeskLine",
    "DeskPage",
    "DownloadLink",
    "Facet",
    "FacetValue",
    "FormPage",
    "FoundInside",
    "HistoryLine",
    "HomePage",
    "Link",
    "ListGroup",
    "ListPage",
    "ListRow",
    "OrganizationLine",
    "OrganizationPage",
    "OrganizationsPage",
    "ResourceCard",
    "ResourcePage",
    "ReviewNote",
    "SearchPage",
    "ShownField",
    "Succession",
    "ThemeLine",
    "Totals",
    "VersionLine",
]
