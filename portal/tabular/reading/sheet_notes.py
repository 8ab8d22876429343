"""What a steward is told about the cells and sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from portal.errors import Problem
from portal.i18n import format_number
from portal.i18n import gettext as _

_SHOWN = 20
_SENTENCES: dict[str, Callable[[str], str]] = {
    "padded_numbers": lambda count: _(
        "%(count)s ô số được đọc như bảng tính hiển thị, giữ số 0 đứng đầu (00004).", count=count
    ),
    "long_numbers": lambda count: _(
        "%(count)s ô số dài hơn 15 chữ số; bảng tính chỉ giữ 15 chữ số đầu. Hãy đối chiếu với nguồn và nhập "
        "lại cột đó dưới dạng văn bản.",
        count=count,
    ),
    "error_cells": lambda count: _(
        "%(count)s ô báo lỗi công thức (#N/A, #REF!…) được để trống. Hãy sửa công thức rồi tải lên lại.",
        count=count,
    ),
    "uncomputed_formulas": lambda count: _(
        "%(count)s ô công thức chưa có kết quả được để trống. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại "
        "rồi tải lên.",
        count=count,
    ),
    "merged_cells": lambda count: _(
        "Trang tính có %(count)s vùng ô gộp; chỉ ô đầu của mỗi vùng có giá trị. Có thể chọn điền giá trị vào "
        "mọi ô của vùng.",
        count=count,
    ),
}


def counted(counts: Mapping[str, int]) -> tuple[Problem, ...]:
    """One sentence for each count that is not zero."""
    return tuple(
        Problem("file", code, _SENTENCES[code](format_number(count)))
        for code, count in counts.items()
        if count
    )


def other_sheets(sheet: str, others: Sequence[str]) -> tuple[Problem, ...]:
    """Names the sheets that were not read."""
    if not others:
        return ()
    message = _(
        "Chỉ đọc trang tính “%(sheet)s”; còn lại: %(others)s.", sheet=sheet, others=", ".join(others[:_SHOWN])
    )
    return (Problem("file", "other_sheets", message),)
