"""Invented values for the style guide and for tests: every state of a record, with long and short texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from portal.catalog.pages import (
    Card,
    DownloadLink,
    Facet,
    FacetValue,
    HistoryLine,
    Link,
    ResourceCard,
    Totals,
)
from portal.catalog.promise import Freshness, FreshnessState, Promise, PublicState
from portal.i18n import gettext as _
from portal.metadata.specification import Term

TODAY = date(2026, 11, 20)
MONTHLY = Term("monthly", {"vi": "Hằng tháng", "en": "Monthly"}, extra={"months": 1, "grace_days": 1})
QUARTERLY = Term("quarterly", {"vi": "Hằng quý", "en": "Quarterly"}, extra={"months": 3, "grace_days": 1})
HOURLY = Term("hourly", {"vi": "Hằng giờ", "en": "Hourly"}, extra={"days": 1})
OPEN = Term(
    "open", {"vi": "Mở cho mọi người", "en": "Open to everyone"}, extra={"tone": "open", "icon": "unlock"}
)
SHARED = Term(
    "shared",
    {"vi": "Dùng chung giữa cơ quan", "en": "Shared among agencies"},
    extra={"tone": "shared", "icon": "share"},
)
RESTRICTED = Term(
    "restricted", {"vi": "Dùng riêng", "en": "Restricted"}, extra={"tone": "restricted", "icon": "lock"}
)
FORMATS = tuple(Term(f.lower(), {"vi": f, "en": f}) for f in ("CSV", "XLSX", "GeoJSON", "API"))
EDUCATION = Link("so-giao-duc-va-dao-tao", "Sở Giáo dục và Đào tạo")
CONSTRUCTION = Link("so-xay-dung", "Sở Xây dựng")
TOTALS = Totals(
    databases=164,
    organizations=17,
    promised=186,
    published=97,
    in_work=31,
    ahead=35,
    overdue=23,
    withdrawn=2,
    on_promise=78,
    on_time=81,
    data_late=16,
)
INVENTORY = (("co-so-du-lieu-nganh-giao-duc", "Cơ sở dữ liệu ngành giáo dục"),)

_DUE = TODAY + timedelta(days=15)
FRESH = Freshness(FreshnessState.ON_TIME, MONTHLY, date(2026, 11, 5), _DUE, 15, 0.5)
SOON = Freshness(FreshnessState.SOON, MONTHLY, date(2026, 10, 22), date(2026, 11, 22), 2, 0.93)
STALE = Freshness(FreshnessState.LATE, MONTHLY, date(2026, 10, 1), date(2026, 11, 1), 19, 1.61)

KEPT = Promise(
    PublicState.PUBLISHED,
    TODAY,
    inventoried_on=date(2025, 6, 18),
    inventory=INVENTORY,
    days_late=-19,
    planned_on=date(2025, 12, 31),
    first_planned_on=date(2025, 12, 31),
    published_on=date(2025, 12, 12),
    freshness=FRESH,
)
KEPT_LATE = replace(
    KEPT, planned_on=date(2025, 6, 30), published_on=date(2025, 7, 12), days_late=12, freshness=STALE
)
IN_WORK = replace(
    KEPT,
    state=PublicState.IN_WORK,
    planned_on=date(2026, 12, 15),
    published_on=None,
    days_late=0,
    days_left=25,
    freshness=Freshness(FreshnessState.UNBOUND, QUARTERLY),
)
PROMISED = replace(IN_WORK, state=PublicState.PROMISED, planned_on=date(2027, 3, 31), days_left=131)
OVERDUE = replace(
    IN_WORK,
    state=PublicState.OVERDUE,
    planned_on=date(2026, 9, 30),
    first_planned_on=date(2026, 3, 31),
    moves=1,
    days_left=-51,
    late_reason="đường truyền 12 trạm đang nâng cấp",
    late_reason_on=date(2026, 10, 6),
    expected_on=date(2026, 12, 20),
    freshness=Freshness(FreshnessState.UNBOUND, HOURLY),
)
WITHDRAWN = replace(
    KEPT,
    state=PublicState.WITHDRAWN,
    planned_on=date(2024, 12, 31),
    published_on=date(2024, 12, 20),
    withdrawn_on=date(2026, 9, 15),
    freshness=Freshness(FreshnessState.UNBOUND),
)
DATABASE = Promise(
    PublicState.INVENTORY,
    TODAY,
    inventoried_on=date(2025, 6, 18),
    children=(PublicState.PUBLISHED,) * 3 + (PublicState.IN_WORK,),
)
BARE = Promise(PublicState.PUBLISHED, TODAY, published_on=date(2026, 11, 1))
PROMISES = (
    KEPT,
    replace(KEPT, freshness=SOON, days_late=0),
    KEPT_LATE,
    IN_WORK,
    PROMISED,
    OVERDUE,
    WITHDRAWN,
    DATABASE,
)


def card(
    title: str, promise: Promise, organization: Link = EDUCATION, summary: str = "", formats: int = 2
) -> Card:
    """A result with an invented title."""
    return Card(
        id="0",
        name="mau",
        label=title,
        catalog="open-data",
        organization=organization,
        summary=summary,
        state=promise.state,
        access_level=SHARED if promise.state is PublicState.INVENTORY else OPEN,
        formats=FORMATS[:formats],
        promise=promise,
        is_sample=True,
        modified_at=datetime(2026, 11, 5, tzinfo=UTC),
    )


def cards() -> tuple[Card, ...]:
    """A result in every state."""
    return (
        card(
            "Trường học phổ thông trên địa bàn thành phố",
            KEPT,
            formats=4,
            summary="Danh sách trường tiểu học, THCS, THPT công lập và ngoài công lập: địa chỉ, cấp học, "
            "số lớp, số học sinh, tọa độ.",
        ),
        card("Mạng lưới tuyến xe buýt có trợ giá", KEPT_LATE, CONSTRUCTION, "Lộ trình, điểm dừng, giờ chạy."),
        card(
            "Kết quả quan trắc chất lượng không khí theo giờ",
            OVERDUE,
            summary="PM2.5, PM10, NO₂, O₃ từng giờ.",
        ),
        card("Trường mầm non và nhóm trẻ độc lập được cấp phép", IN_WORK, formats=1),
        card("Điểm tập kết, trung chuyển chất thải rắn", PROMISED, CONSTRUCTION, formats=1),
        card(
            "Cơ sở dữ liệu ngành giáo dục",
            DATABASE,
            summary="Hồ sơ trường, lớp, đội ngũ, học sinh.",
            formats=0,
        ),
    )


def facet() -> Facet:
    """A filter with more values than are shown at first."""
    names = ("Sở Giáo dục và Đào tạo", "Sở Xây dựng", "Sở Y tế", "Sở Quy hoạch – Kiến trúc", "Sở Tài chính")
    values = [FacetValue(str(i), name, 14 - 2 * i, i == 0) for i, name in enumerate(names * 2)]
    return Facet("organization", _("Cơ quan"), tuple(values))


def resource() -> ResourceCard:
    """A table of schools."""
    downloads = (
        DownloadLink("", _("Bản gốc (CSV)"), _("nguyên vẹn")),
        DownloadLink("csv-excel", _("CSV cho Excel"), _("UTF-8, có BOM")),
        DownloadLink("json", "JSON", ""),
    )
    return ResourceCard(
        id="mau",
        dataset_name="mau",
        label="Danh sách trường, tháng 11/2026",
        description="",
        kind="file",
        format=FORMATS[0],
        url=None,
        filename="truong.csv",
        size_bytes=412_000,
        row_count=2847,
        column_count=14,
        data_date=date(2026, 11, 5),
        updated_at=datetime(2026, 11, 5, tzinfo=UTC),
        sha256="0" * 64,
        ingest_state="ready",
        downloads=downloads,
    )


def history() -> tuple[HistoryLine, ...]:
    """A promise that was moved and broken."""
    return (
        HistoryLine(
            datetime(2026, 10, 1, tzinfo=UTC),
            "overdue",
            "Quá hạn: đến ngày hẹn chưa có dữ liệu.",
            is_bad=True,
        ),
        HistoryLine(
            datetime(2026, 3, 20, tzinfo=UTC),
            "moved",
            "Dời hẹn từ 31/03/2026 sang 30/09/2026.",
            comment="Chờ nghiệm thu phần mềm trạm.",
        ),
        HistoryLine(datetime(2025, 7, 9, tzinfo=UTC), "promised", "Hẹn công bố ngày 31/03/2026."),
    )
