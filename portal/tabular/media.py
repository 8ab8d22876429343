"""The real type of an uploaded file, told from its bytes and held against its name."""

from __future__ import annotations

import io
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.tabular import binary_formats, text_formats
from portal.tabular.formats import FORMATS, named_by
from portal.tabular.reading.archive import holds_table
from portal.tabular.reading.encoding import decode_sample

_HEAD_BYTES = 64 * 1024
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_PROGRAMS = (
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n",
)


@dataclass(frozen=True)
class DetectedType:
    """What a file is. `format` is a code of `FORMATS`, `other` when the portal does not accept it.

    `extension` has its dot and suits the format. `mismatch` says why the file must be refused, if it must.
    """

    format: str
    media_type: str
    extension: str
    is_tabular: bool
    mismatch: Problem | None


def detect(source: Path | BinaryIO, filename: str) -> DetectedType:
    """The type of the file, which was uploaded as `filename`. Reads its ends, and an archive's list of files.

    A stream is read from its start and left there.
    """
    extension = PurePath(filename).suffix.lower()
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        try:
            code = _identify(file, extension)
            problem = _mismatch(code, extension)
            is_tabular = FORMATS[code].is_tabular or (code == "zip" and holds_table(file))
        except Invalid as refusal:
            code, problem, is_tabular = "other", refusal.problems[0], False
        file.seek(0)
    found = FORMATS[code]
    usual = found.extensions[0] if found.extensions else ""
    return DetectedType(
        format=code,
        media_type=found.media_type,
        extension=extension if extension in found.extensions else usual,
        is_tabular=is_tabular,
        mismatch=problem,
    )


def _identify(file: BinaryIO, extension: str) -> str:
    """The format code. Raises `Invalid` for what is refused whatever its name."""
    size_bytes = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if size_bytes <= _HEAD_BYTES and not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Invalid([Problem("file", "empty", _("Tệp rỗng. Hãy kiểm tra tệp trên máy rồi tải lên lại."))])
    text = decode_sample(head)
    if head.startswith(_PROGRAMS) or (head.startswith(b"MZ") and text is None):
        raise Invalid([binary_formats.program_refused()])
    if code := next((code for mark, code in _SIGNATURES if head.startswith(mark)), None):
        return code
    if code := binary_formats.identify(file, head, size_bytes):
        return code
    if text is None:
        return "other"
    return text_formats.identify(file, text, size_bytes, extension)


def _mismatch(code: str, extension: str) -> Problem | None:
    found = FORMATS[code]
    if extension in found.extensions:
        return None
    named = named_by(extension)
    if code == "html":
        return _web_page(extension)
    if code == "other" or (named is None and code in ("csv", "txt")):
        accepted = ", ".join(item.label for item in FORMATS.values() if item.extensions)
        message = _(
            "Cổng không nhận loại tệp này. Hãy dùng một trong các định dạng %(accepted)s, "
            "hoặc nén tệp vào ZIP.",
            accepted=accepted,
        )
        return Problem("file", "unsupported_format", message)
    return _misnamed(extension, code)


def _web_page(extension: str) -> Problem:
    message = _(
        "Nội dung tệp là một trang web (HTML), không phải %(extension)s; thường là do lưu nhầm trang "
        "đăng nhập hoặc trang báo lỗi. Hãy tải lại dữ liệu gốc; nếu tệp mở được bằng Excel, hãy lưu lại "
        "dưới dạng XLSX.",
        extension=extension or _("tệp dữ liệu"),
    )
    return Problem("file", "is_web_page", message)


def _misnamed(extension: str, code: str) -> Problem:
    found = FORMATS[code]
    if not extension:
        message = _(
            "Tên tệp không có đuôi. Nội dung là %(format)s: hãy thêm đuôi %(right)s.",
            format=found.label,
            right=found.extensions[0],
        )
        return Problem("file", "misnamed", message)
    message = _(
        "Tên tệp kết thúc bằng “%(extension)s” nhưng nội dung là %(format)s. "
        "Hãy đổi đuôi tên tệp thành %(right)s, hoặc xuất lại dữ liệu đúng định dạng.",
        extension=extension,
        format=found.label,
        right=found.extensions[0],
    )
    return Problem("file", "misnamed", message)
