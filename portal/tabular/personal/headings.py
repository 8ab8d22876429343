"""What the heading of a column promises: a kind of personal data, that of an office, or plainly something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.tabular.personal.findings import Kind
from portal.text import fold

_OFFICE = (
    "co quan|don vi|duong day nong|hotline|tong dai|truc ban|truc|van phong|tru so|le tan|cong ty|doanh nghiep|"
    "co so|truong|tram|benh vien|phong ban|ban tiep cong dan|bo phan|tiep nhan|fax|may ban|may le|ho tro|khan cap|"
    "cskh|tu van|co dinh|cua hang|nha thuoc|khach san|to chuc|ubnd|so y te|kinh doanh|lam viec|lap dat|cong trinh|"
    "kho bac|ngan sach|ung ho|quyen gop|nop phat|thu phi|cong vu|giao dich|office|company"
)
_PERSON_ROLE = (
    "hieu truong|hieu pho|to truong|truong phong|truong thon|thon truong|nhom truong|ca nhan|di dong|chu ho|chu co so|"
    "chu nha|nguoi|phu huynh|bi thu|giam doc|can bo|nhan vien|hoc sinh|sinh vien|cong dan|benh nhan|giao vien|"
    "chu xe|ho kinh doanh|hkd|tncn|nnt|nguoi nop thue|khach hang|doi tuong"
)
_CODE = (
    "ma|so hieu|so giay|so quyet dinh|so hop dong|hop dong|bien lai|hoa don|ho so|van ban|seri|serial|barcode|"
    "ma vach|thua dat|ma dinh danh|tai san|don hang|giao dich|so lo|khoan|code"
)


@dataclass(frozen=True)
class _Rule:
    kind: Kind
    words: str
    unless: str = ""


_RULES = (
    _Rule(
        Kind.CITIZEN_ID,
        "cccd|cmnd|cmt|cmtnd|cc cd|can cuoc|cancuoc|ddcn|sddcn|dinh danh|chung minh nhan dan|chung minh thu|so cmnd|"
        "giay to tuy than|so giay to|citizen id|id card|identity card|identity number|national id",
        "co quan|don vi|thua dat|cong trinh|nha|ho so|dien tu|so luong|ty le|ngay cap|noi cap|tai san|dia diem|"
        "doanh nghiep|truong|to chuc|tau ca|phuong tien|van ban",
    ),
    _Rule(
        Kind.TAX_CODE,
        "ma so thue|mst|tax code|tax id|ma so doanh nghiep|ma so thue ca nhan|so thue ca nhan|so thue tncn",
    ),
    _Rule(
        Kind.INSURANCE,
        "bhyt|bhxh|bao hiem y te|bao hiem xa hoi|so the bao hiem|ma so bao hiem",
        "so luong|so nguoi|ty le|kham|dang ky",
    ),
    _Rule(Kind.DRIVING_LICENCE, "giay phep lai xe|gplx|bang lai|driving licen[cs]e"),
    _Rule(Kind.PASSPORT, "ho chieu|passport"),
    _Rule(
        Kind.BANK_ACCOUNT,
        "so tai khoan|stk|so tk|tk ngan hang|tk nhan|tai khoan ngan hang|tai khoan|bank account|account number|"
        "account no|iban",
        "ten tai khoan|chu tai khoan|ke toan|so hieu tai khoan|loai tai khoan|ten dang nhap",
    ),
    _Rule(Kind.PLATE, "bien so|bien kiem soat|bks|bsx|plate|bien dang ky", "bien so nha"),
    _Rule(Kind.EMAIL, "email|e mail|mail|thu dien tu|hop thu|emails"),
    _Rule(
        Kind.HOME_ADDRESS,
        "dia chi|diachi|hktt|noi o|thuong tru|tam tru|ho khau|cho o|cu tru|so nha|que quan|nguyen quan|address|"
        "noi sinh",
        "mail|web|website|ip|mac|dia chi so",
    ),
    _Rule(
        Kind.PHONE,
        "dien thoai|dienthoai|sdt|so dt|dt|dtdd|di dong|phone|mobile|tel|zalo|hotline|duong day nong|tong dai|"
        "lien he|lien lac|so may|fax",
        "so luong|thue bao|so thue|ty le|co so dien thoai",
    ),
    _Rule(
        Kind.BIRTH_DATE,
        "ngay sinh|nam sinh|n sinh|ntns|ngay thang nam sinh|sinh ngay|sinh nam|ngaysinh|namsinh|dob|birth|birthday|"
        "date of birth|birth date",
        "sinh vien|tre sinh|ho sinh|so nam sinh|ty le|hoc sinh nam",
    ),
    _Rule(
        Kind.OFFICIAL_NAME,
        "giam doc|hieu truong|hieu pho|nguoi ky|lanh dao|chu tich|bi thu|thu truong|nguoi phat ngon|tiep cong dan|"
        "cong chung vien|dai bieu|tac gia|chu nhiem|dai dien phap luat|nguoi dai dien|thanh tra|truong phong|"
        "chanh van phong|nghe nhan|luat su|nguoi dung dau|phu trach|dau moi|can bo|cong chuc|cap boi|dau gia vien|"
        "nguoi chiu trach nhiem chuyen mon|truong tram|truong doan",
        "ngay ky|so luong|ty le|so can bo",
    ),
    _Rule(
        Kind.PERSON_NAME,
        "ho va ten|ho ten|ten day du|hoten|ho dem|ho lot|chu dem|ten dem|ten lot|full name|fullname|"
        "ten chu ho|chu ho|ten nguoi|nguoi nop|nguoi nhan|"
        "nguoi dung ten|nguoi khai|nguoi vi pham|nguoi yeu cau|nguoi lien he|nguoi lien lac|nguoi mua|nguoi ban|"
        "nguoi thue|nguoi benh|nguoi dan|nguoi lao dong|nguoi giam ho|nguoi phu thuoc|nguoi thua ke|nguoi duoc|"
        "nguoi su dung|nguoi so huu|nguoi bi|nguoi khieu nai|nguoi to cao|nguoi phan anh|nguoi gui|nguoi lam don|"
        "nguoi xin|nguoi huong|nguoi chet|cong dan|benh nhan|hoc sinh|sinh vien|thi sinh|phu huynh|hoc vien|"
        "ten cha|ten me|ho ten cha|ho ten me|ten vo|ten chong|ten con|chu nha|chu xe|chu dat|chu so huu|"
        "chu phuong tien|chu the|chu su dung|chu tai khoan|ten khai sinh|than nhan|doi tuong|khach hang|chu co so|"
        "ten chu|giao vien|nhan vien|tre em|chu kinh doanh|owner|customer|patient|student name",
        "so hoc sinh|so sinh vien|so luong|so nguoi|so thi sinh|ty le|ho tro|so benh nhan",
    ),
)
_HOME = "thuong tru|tam tru|ho khau|hktt|noi o|cho o|cu tru|nha rieng|nguoi|chu ho|cong dan|benh nhan|hoc sinh|home"
_PLACE = (
    "duong|pho|truong|cong trinh|dia diem|vi tri|ga|tram|tuyen|phuong|xa|quan|huyen|thon|lang|khu|di tich|den|chua|"
    "dinh|cong ty|doanh nghiep|cua hang|nha hang|khach san|don vi|co quan|le hoi|san pham|cau|song|benh vien|"
    "nha thuoc|du an|tac pham|giai thuong|nut giao|diem|cong vien|cho|thu vien|nhan vat|danh nhan|street|school"
)


@dataclass(frozen=True)
class Heading:
    """What a heading says. `kind` is None where it promises nothing personal."""

    kind: Kind | None
    is_office: bool
    is_code: bool
    is_home: bool
    is_place: bool
    says_person: bool


def heading_of(name: str) -> Heading:
    """Read a heading, however it is written: `Họ và tên`, `ho_va_ten`, `HoTen`."""
    words = _words(name)
    kind = next((r.kind for r in _RULES if _has(words, r.words) and not _has(words, r.unless)), None)
    says_person = _has(words, _PERSON_ROLE)
    return Heading(
        kind=kind,
        is_office=_has(words, _OFFICE) and not says_person,
        is_code=_has(words, _CODE),
        is_home=_has(words, _HOME),
        is_place=_has(words, _PLACE),
        says_person=says_person,
    )


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _words(name: str) -> str:
    parted = _HUMP.sub(" ", name) if name.isascii() else name
    return " ".join(re.findall(r"[a-z0-9]+", fold(parted)))


def _has(words: str, alternatives: str) -> bool:
    return bool(alternatives) and re.search(rf"\b(?:{alternatives})\b", words) is not None
