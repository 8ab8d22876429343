"""The words of error pages: what happened and what to do, by HTTP status."""

from __future__ import annotations

from http import HTTPStatus

from portal.i18n import gettext as _


def words(status: int) -> tuple[str, str]:
    """Title and advice for a status."""
    found = _known(status)
    if found:
        return found
    if status < 500:
        phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
        return _("Cổng không thực hiện được yêu cầu này"), phrase
    return (
        _("Cổng gặp lỗi"),
        _("Lỗi đã được ghi lại và người vận hành sẽ xem. Bạn có thể thử lại sau ít phút."),
    )


def words_for_programs(status: int) -> tuple[str, str]:
    """Title and advice for a status, where the API was asked."""
    found = {
        400: (_("Cổng không hiểu yêu cầu này"), _("Thân yêu cầu phải là biểu mẫu hoặc JSON đọc được.")),
        404: (_("Không tìm thấy"), _("API không có địa chỉ này; /api/v1/ liệt kê mọi địa chỉ.")),
        405: (
            _("Địa chỉ này không nhận phương thức đó"),
            _("Trường Allow trong phần đầu của câu trả lời nêu những phương thức được nhận."),
        ),
        413: (_("Yêu cầu quá dài"), _("Hãy hỏi ngắn hơn.")),
        415: (_("Cổng không đọc được kiểu nội dung này"), _("Hãy gửi biểu mẫu hoặc JSON.")),
        422: (_("Yêu cầu có chỗ cần sửa"), _("Danh sách errors nêu từng chỗ.")),
        429: (
            _("Quá nhiều yêu cầu trong thời gian ngắn"),
            _("Trường Retry-After trong phần đầu của câu trả lời nói sau bao nhiêu giây thì hỏi lại được."),
        ),
    }
    return found.get(status) or words(status)


def _known(status: int) -> tuple[str, str] | None:
    return {
        400: (
            _("Cổng không hiểu yêu cầu này"),
            _("Địa chỉ hoặc biểu mẫu gửi lên thiếu một phần. Quay lại trang trước và thử lại."),
        ),
        403: (
            _("Bạn chưa có quyền vào đây"),
            _(
                "Trang này dành cho cán bộ được giao việc. Nếu cần, đăng nhập bằng tài khoản khác "
                "hoặc hỏi quản trị viên của cơ quan."
            ),
        ),
        404: (
            _("Không có trang nào ở địa chỉ này"),
            _(
                "Có thể địa chỉ bị gõ thiếu, hoặc trang đã đổi tên. "
                "Dữ liệu đã công bố không bao giờ mất địa chỉ: nếu bị rút, trang vẫn còn và nói rõ lý do."
            ),
        ),
        405: (_("Trang này không nhận cách gửi đó"), _("Quay lại trang trước và dùng nút trên trang.")),
        409: (
            _("Có người vừa lưu trước bạn"),
            _("Mở lại trang để xem bản mới nhất rồi lưu lại thay đổi của bạn."),
        ),
        410: (_("Dữ liệu này đã được rút"), _("Trang của bộ dữ liệu nói rõ rút khi nào và vì sao.")),
        413: (_("Tệp lớn quá mức cho phép"), _("Chia tệp thành nhiều phần, hoặc nén lại rồi tải lên.")),
        422: (_("Có chỗ cần sửa"), _("Quay lại biểu mẫu và sửa những chỗ được nêu.")),
        429: (_("Quá nhiều yêu cầu trong thời gian ngắn"), _("Chờ một phút rồi thử lại.")),
        503: (
            _("Cổng tạm thời chưa phục vụ được"),
            _("Một bộ phận của Cổng đang khởi động lại. Thường chỉ mất vài phút; dữ liệu không mất."),
        ),
    }.get(status)
