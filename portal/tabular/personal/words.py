"""What kinds of personal data are called."""

from __future__ import annotations

from portal.i18n import gettext as _
from portal.tabular.personal.findings import Finding, Kind


def kind_label(kind: Kind) -> str:
    """The kind as a steward would say it."""
    return {
        Kind.CITIZEN_ID: _("Số định danh cá nhân (căn cước)"),
        Kind.OLD_ID: _("Số chứng minh nhân dân"),
        Kind.TAX_CODE: _("Mã số thuế cá nhân"),
        Kind.PASSPORT: _("Số hộ chiếu"),
        Kind.DRIVING_LICENCE: _("Số giấy phép lái xe"),
        Kind.INSURANCE: _("Số thẻ bảo hiểm"),
        Kind.BANK_ACCOUNT: _("Số tài khoản ngân hàng"),
        Kind.PHONE: _("Số điện thoại cá nhân"),
        Kind.EMAIL: _("Địa chỉ thư điện tử cá nhân"),
        Kind.PLATE: _("Biển số xe"),
        Kind.PERSON_NAME: _("Họ tên người"),
        Kind.BIRTH_DATE: _("Ngày sinh, năm sinh"),
        Kind.HOME_ADDRESS: _("Nơi ở"),
        Kind.OFFICE_PHONE: _("Số điện thoại cơ quan"),
        Kind.OFFICE_EMAIL: _("Thư điện tử cơ quan"),
        Kind.OFFICE_ACCOUNT: _("Số tài khoản cơ quan"),
        Kind.OFFICIAL_NAME: _("Họ tên người phụ trách, người đại diện"),
    }[kind]


def reason(finding: Finding) -> str:
    """What gave the column away."""
    return {
        "header": _("theo tên cột"),
        "content": _("theo nội dung ô"),
        "both": _("theo tên cột và nội dung ô"),
    }[finding.by]
