"""What `portal doctor` looks at: each check answers with a finding and what to do about it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.catalog.indexing import Indexing
from portal.catalog.proving import last_number, prove
from portal.cli.front_end import missing_files
from portal.cli.init import current_revision, newest_revision
from portal.cli.parts import Parts
from portal.errors import Unavailable
from portal.i18n import format_size
from portal.i18n import gettext as _
from portal.jobs import backlog
from portal.model import Edition, ResourceTable, ResourceVersion

AUDIT_ENTRIES = 1000
LEAST_FREE_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """What a check found; `advice` says what to do and is empty when all is well."""

    message: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.advice


def check_database(parts: Parts) -> Finding:
    """Reachable, and at the revision that this version needs."""
    try:
        current = current_revision(parts.engine)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).partition("\n")[0]
        return Finding(
            _("không mở được: %(reason)s", reason=reason),
            _("Kiểm tra PORTAL_DATABASE_URL và quyền ghi vào thư mục dữ liệu."),
        )
    if current != newest_revision():
        return Finding(_("chưa nâng cấp lên phiên bản này"), _("Chạy: portal init"))
    return Finding(_("mở được, đúng phiên bản %(revision)s", revision=current or "–"))


def check_index(parts: Parts) -> Finding:
    """Readable, and holding what the database holds."""
    try:
        with parts.sessions() as session:
            report = Indexing(session, parts.ports.schemas, parts.ports.search).check()
    except Unavailable as error:
        return Finding(_("không đọc được: %(reason)s", reason=error), _("Chạy: portal index rebuild"))
    except SQLAlchemyError:
        return Finding(_("không so được với cơ sở dữ liệu"), _("Chạy: portal init"))
    values = {"missing": report.missing, "stale": report.stale, "surplus": report.surplus}
    if not report.is_current:
        message = _("thiếu %(missing)d, cũ %(stale)d, thừa %(surplus)d bản ghi", **values)
        return Finding(message, _("Chạy: portal index check"))
    return Finding(_("khớp với cơ sở dữ liệu, %(count)d bản ghi", count=report.records))


def check_storage(parts: Parts) -> Finding:
    """The data folder takes files, has room for more, and holds every file that the database names."""
    folder = parts.settings.data_dir
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        advice = _("Sửa quyền của thư mục %(path)s, hoặc chạy: portal init", path=folder)
        return Finding(_("không ghi được: %(reason)s", reason=error.strerror), advice)
    if missing := _missing_uploads(parts):
        message = _("thiếu %(count)d tệp, ví dụ %(path)s", count=len(missing), path=missing[0])
        return Finding(message, _("Chép thư mục files từ bản sao lưu trở lại thư mục dữ liệu."))
    free = shutil.disk_usage(folder).free
    message = _("ghi được, còn trống %(size)s", size=format_size(free))
    needed = max(LEAST_FREE_BYTES, parts.settings.max_upload_bytes)
    if free < needed:
        return Finding(message, _("Dọn đĩa: nên còn trống ít nhất %(size)s.", size=format_size(needed)))
    return Finding(message)


def _missing_uploads(parts: Parts) -> list[str]:
    """The keys of uploads, of tables read from them and of files of editions that the storage lacks."""
    try:
        with parts.sessions() as session:
            keys = session.scalars(
                select(ResourceVersion.storage_key).union(select(ResourceTable.storage_key))
            ).all()
            issued = [file["key"] for files in session.scalars(select(Edition.files)) for file in files]
    except SQLAlchemyError:
        return []
    return [key for key in (*keys, *issued) if not parts.ports.storage.exists(key)]


def check_jobs(parts: Parts) -> Finding:
    """Nothing waits for long, nothing was given up."""
    try:
        with parts.sessions() as session:
            found = backlog(session)
    except SQLAlchemyError:
        return Finding(_("không đọc được"), _("Chạy: portal init"))
    if found.dead:
        message = _("%(count)d việc đã bị bỏ; lỗi: %(error)s", count=found.dead, error=found.last_error)
        return Finding(message, _("Sửa nguyên nhân rồi chạy: portal job retry"))
    if found.is_late:
        message = _(
            "%(count)d việc đang chờ, lâu nhất %(age)d giây", count=found.waiting, age=found.oldest_seconds
        )
        return Finding(message, _("Tiến trình xử lý nền không chạy: dùng portal serve hoặc portal worker."))
    return Finding(_("%(count)d việc đang chờ, không có việc nào bị bỏ", count=found.waiting))


def check_audit(parts: Parts) -> Finding:
    """The newest entries of the audit trail hold together."""
    try:
        with parts.sessions() as session:
            proof = prove(session, first=max(1, last_number(session) - AUDIT_ENTRIES + 1))
    except SQLAlchemyError:
        return Finding(_("không đọc được"), _("Chạy: portal init"))
    if not proof.is_whole:
        return Finding(_("không nguyên vẹn"), _("Chạy: portal audit verify"))
    return Finding(_("%(count)d mục mới nhất nguyên vẹn", count=proof.count))


def check_front_end(_parts: Parts) -> Finding:
    """Fonts and libraries that pages use are in place."""
    if missing := missing_files():
        message = _("thiếu %(count)d tệp, ví dụ %(path)s", count=len(missing), path=missing[0])
        return Finding(message, _("Chạy: portal front-end"))
    return Finding(_("đủ tệp"))


def check_address(parts: Parts) -> Finding:
    """Feeds, JSON and canonical links name the site by a fixed address, not by what a client claims."""
    settings = parts.settings
    if settings.site_url:
        return Finding(settings.site_url)
    if settings.is_behind_tls or settings.trusted_proxies:
        return Finding(
            _("theo yêu cầu của trình duyệt"), _("Đặt PORTAL_SITE_URL bằng địa chỉ công khai của Cổng.")
        )
    return Finding(_("theo yêu cầu của trình duyệt"))


def checks() -> dict[str, Callable[[Parts], Finding]]:
    """Every check by its title, in the order of the report."""
    return {
        _("Cơ sở dữ liệu"): check_database,
        _("Chỉ mục tìm kiếm"): check_index,
        _("Kho tệp"): check_storage,
        _("Việc nền"): check_jobs,
        _("Nhật ký kiểm toán"): check_audit,
        _("Tệp giao diện"): check_front_end,
        _("Địa chỉ công khai"): check_address,
    }
