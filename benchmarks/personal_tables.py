"""Made-up tables with labelled columns, as offices keep them: what a scan for personal data must and must not find.

The headings are written down here from how such tables are headed, apart from the words the scan knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks import personal_values as v
from benchmarks.personal_values import Maker
from portal.tabular.personal import Kind
from portal.text import fold

NOTHING: frozenset[Kind] = frozenset()


@dataclass(frozen=True)
class Part:
    """A column that tables may have. `kinds` is what must be found, `also` what may be found besides."""

    headings: tuple[str, ...]
    makers: tuple[Maker, ...]
    kinds: frozenset[Kind] = NOTHING
    also: frozenset[Kind] = NOTHING


@dataclass(frozen=True)
class LabelledColumn:
    """A heading, its cells (None where empty), and what is personal in them."""

    name: str
    values: tuple[str | None, ...]
    kinds: frozenset[Kind]
    also: frozenset[Kind]


def _part(headings: str, *makers: Maker, kinds: Sequence[Kind] = (), also: Sequence[Kind] = ()) -> Part:
    return Part(tuple(headings.split("|")), makers, frozenset(kinds), frozenset(also))


def _number(low: int, high: int, step: int = 1) -> Maker:
    return lambda random: str(random.randrange(low, high, step))


def _one_of(text: str) -> Maker:
    choices = text.split("|")
    return lambda random: random.choice(choices)


def _form(text: str) -> Maker:
    """`#` becomes a digit."""
    return lambda random: "".join(v.digits(random, 1) if c == "#" else c for c in text)


def _note(random: Random) -> str:
    return random.choice(
        ["Đã nhận đủ hồ sơ", "Chờ bổ sung", "Giải quyết đúng hạn", "Không", "Theo QĐ số 12/2024"]
    )


def _note_with_phone(random: Random) -> str:
    forms = ("Liên hệ {}", "{} (buổi sáng)", "gọi {} trước khi đến", "Sđt: {}")
    return random.choice(forms).format(random.choice([v.mobile, v.spaced_mobile])(random))


def _contact(random: Random) -> str:
    number = random.choice([v.mobile, v.spaced_mobile])(random)
    return f"{random.choice(['', 'Ông ', 'Bà '])}{v.person(random)} - {number}"


PEOPLE_NAMES = _part(
    "Tên đầy đủ|Tên chủ thẻ|Họ tên cháu|Người lĩnh tiền|Họ tên nhân khẩu|Tên thành viên|Họ và tên|"
    "Họ tên|Tên công dân|Họ và tên chủ hộ|Người được cấp|Họ tên người nộp|Tên người hưởng|Họ, tên|"
    "Tên học sinh|Họ và tên sinh viên|Người đề nghị|"
    "Tên bệnh nhân|HỌ VÀ TÊN ĐỆM VÀ TÊN|Người đứng đơn|Full name",
    v.person,
    v.bare_person,
    lambda r: v.person(r).upper(),
    lambda r: f"{r.choice(['Ông', 'Bà'])} {v.person(r)}",
    kinds=[Kind.PERSON_NAME],
)
UNNAMED = _part("Cột 2|Thông tin|column_3|B|Nội dung 1", v.person, kinds=[Kind.PERSON_NAME])
FAMILY_NAMES = _part("Họ đệm|Họ và chữ đệm|Họ và tên lót", v.family_name, kinds=[Kind.PERSON_NAME])
CITIZEN_IDS = _part(
    "Số CCCD/ĐDCN|Số căn cước (12 số)|Thẻ căn cước số|Số CCCD|CCCD|Căn cước công dân|"
    "Số định danh cá nhân|Số ĐDCN|Số căn cước|CCCD/CMND|Số giấy tờ tùy thân|"
    "Số thẻ căn cước|Mã định danh công dân|So CCCD|CCCD chủ hộ|Số CC",
    v.citizen_id,
    v.spaced_citizen_id,
    kinds=[Kind.CITIZEN_ID],
)
STRIPPED_IDS = _part(
    "Số CCCD|CCCD|Căn cước công dân|Số định danh cá nhân|Số căn cước|CMND/CCCD|CCCD người nộp",
    v.stripped_citizen_id,
    lambda r: v.stripped_citizen_id(r) + ".0",
    kinds=[Kind.CITIZEN_ID],
)
HIDDEN_IDS = _part(
    "Số giấy tờ|Ghi chú|ID|Mã số|Mã khách hàng|Thông tin khác|Số|F7|Mã hồ sơ",
    v.citizen_id,
    kinds=[Kind.CITIZEN_ID],
)
OLD_IDS = _part(
    "Số CMND|CMND|Số CMT|Chứng minh nhân dân|CMTND|Số chứng minh thư|CMND/Hộ chiếu",
    v.old_id,
    kinds=[Kind.OLD_ID],
)
BOTH_IDS = _part(
    "Số CMND/CCCD|CMND hoặc CCCD|Số CMT/CCCD",
    lambda r: r.choice([v.citizen_id, v.old_id])(r),
    kinds=[Kind.CITIZEN_ID],
    also=[Kind.OLD_ID],
)
MOBILES = _part(
    "Số di động|Số liên lạc|Liên hệ (ĐT)|Số Zalo|Số điện thoại|Điện thoại|SĐT|Số ĐT|"
    "ĐT|Di động|Điện thoại liên hệ|Số ĐTDĐ|Zalo|Phone|Số máy di động|"
    "SĐT người nhà|Điện thoại phụ huynh|Mobile",
    v.mobile,
    v.spaced_mobile,
    v.world_mobile,
    v.stripped_mobile,
    v.two_mobiles,
    lambda r: r.choice([v.mobile, v.mobile, v.landline])(r),
    kinds=[Kind.PHONE],
)
HIDDEN_MOBILES = _part(
    "Ghi chú|Thông tin thêm|Liên hệ|Nội dung|F5|Cột 9",
    v.mobile,
    v.spaced_mobile,
    _note_with_phone,
    kinds=[Kind.PHONE],
    also=[Kind.PERSON_NAME],
)
CONTACTS = _part(
    "Người liên hệ|Đầu mối liên hệ|Thông tin liên hệ|Liên hệ khi cần",
    _contact,
    kinds=[Kind.PHONE],
    also=[Kind.PERSON_NAME],
)
EMAILS = _part(
    "Email|E-mail|Thư điện tử|Địa chỉ email|Hộp thư cá nhân|Mail|Email cá nhân|Email người nộp",
    v.email,
    kinds=[Kind.EMAIL],
)
HIDDEN_EMAILS = _part(
    "Ghi chú|Tài khoản|Liên hệ|Tên đăng nhập",
    v.email,
    lambda r: f"Gửi kết quả qua {v.email(r)}",
    kinds=[Kind.EMAIL],
)
PLATES = _part(
    "Biển số xe|Biển kiểm soát|BKS|Biển số|Số xe|Biển đăng ký|BSX|Bien so", v.plate, kinds=[Kind.PLATE]
)
BIRTHS = _part(
    "N.sinh|Sinh năm|Ngày/tháng/năm sinh|Ngày sinh|Năm sinh|Ngày, tháng, năm sinh|"
    "NgaySinh|Sinh ngày|NTNS|Ngày tháng năm sinh|DOB|Năm sinh chủ hộ",
    v.birth_date,
    v.iso_birth_date,
    v.birth_year,
    v.serial_birth_date,
    lambda r: r.choice([v.birth_date, v.birth_year])(r),
    kinds=[Kind.BIRTH_DATE],
)
ACCOUNTS = _part(
    "Số tài khoản|STK|Tài khoản ngân hàng|Số TK|Số TK nhận trợ cấp|TK ngân hàng|Tài khoản nhận tiền",
    v.account,
    kinds=[Kind.BANK_ACCOUNT],
)
OWN_TAX_CODES = _part(
    "Số thuế cá nhân|MST hộ KD|Mã số thuế người nộp|Mã số thuế|MST|"
    "MST cá nhân|Mã số thuế cá nhân|Mã số thuế TNCN|Mã số thuế hộ kinh doanh|Mã số thuế NNT",
    v.own_tax_code,
    v.household_tax_code,
    v.citizen_id,
    lambda r: r.choice([v.own_tax_code, v.household_tax_code, v.citizen_id])(r),
    kinds=[Kind.TAX_CODE],
)
HOMES = _part(
    "Địa chỉ liên hệ|Chỗ ở|Nơi thường trú|Địa chỉ hiện tại|Địa chỉ|Nơi ở hiện nay|"
    "Hộ khẩu thường trú|Địa chỉ thường trú|Nơi cư trú|Chỗ ở hiện tại|Địa chỉ nhà|HKTT|"
    "Nơi đăng ký tạm trú|Địa chỉ người nộp",
    v.home,
    kinds=[Kind.HOME_ADDRESS],
)
PASSPORTS = _part("Số hộ chiếu|Hộ chiếu|Passport No", v.passport, kinds=[Kind.PASSPORT])
CARDS = _part("Số thẻ BHYT|Mã thẻ BHYT|Thẻ bảo hiểm y tế", v.health_card, kinds=[Kind.INSURANCE])

PERSONAL = (
    CITIZEN_IDS, STRIPPED_IDS, HIDDEN_IDS, OLD_IDS, BOTH_IDS, MOBILES, HIDDEN_MOBILES, CONTACTS, EMAILS,
    HIDDEN_EMAILS, PLATES, BIRTHS, ACCOUNTS, OWN_TAX_CODES, HOMES, PASSPORTS, CARDS,
)  # fmt: skip

OFFICES = (
    _part("Tên đơn vị|Cơ quan|Đơn vị|Tên cơ quan|Cơ quan chủ quản", v.agency),
    _part("Tên trường|Trường|Cơ sở giáo dục|Tên cơ sở", v.school),
    _part("Tên công ty|Tên doanh nghiệp|Doanh nghiệp|Nhà thầu|Chủ đầu tư|Đơn vị thi công", v.company),
)
ORGANISATIONAL = (
    _part("Mã số thuế|MST|Mã số doanh nghiệp|Mã số thuế đơn vị|MST doanh nghiệp", v.company_tax_code),
    _part(
        "Điện thoại|Đường dây nóng|Hotline|Điện thoại cơ quan|Điện thoại bàn|Số máy trực ban|ĐT đơn vị|"
        "Điện thoại văn phòng|Fax",
        v.landline,
    ),
    _part(
        "Đường dây nóng|Hotline|Số trực ban|Đường dây nóng của đơn vị|Điện thoại trực",
        v.mobile,
        v.spaced_mobile,
    ),
    _part("Email|Email đơn vị|Hộp thư công vụ|Email cơ quan|Thư điện tử", v.office_email),
    _part("Email nhà trường|Email đơn vị|Email trường|Email", v.school_email),
    _part("Địa chỉ|Trụ sở|Địa chỉ trụ sở|Địa chỉ trường|Địa điểm|Address", v.home),
    _part("Số tài khoản kho bạc|Tài khoản đơn vị|Số tài khoản của cơ quan", v.account),
    _part("Hiệu trưởng|Giám đốc|Thủ trưởng đơn vị|Người đại diện theo pháp luật|Người ký", v.person),
    _part(
        "Năm thành lập|Ngày thành lập|Ngày cấp phép|Năm đưa vào sử dụng|Ngày ký", v.birth_year, v.birth_date
    ),
    _part("Website|Trang thông tin điện tử", _form("https://donvi##.hanoi.gov.vn/trang/############")),
)
PLAIN = (
    _part("Mã xã|Mã phường|Mã ĐVHC|Mã đơn vị hành chính", _form("00###"), _form("0####")),
    _part("Vĩ độ|Latitude|lat|Tọa độ Y", _form("21.0########"), _form("20.9########")),
    _part("Kinh độ|Longitude|lng|Tọa độ X", _form("105.8########"), _form("105.7######")),
    _part("Năm|Năm học|Năm báo cáo|Year", v.birth_year, _one_of("2023-2024|2024-2025|2022-2023")),
    _part(
        "Kinh phí (đồng)|Dự toán|Tổng mức đầu tư|Thực chi|Giá trị hợp đồng|Số tiền",
        _number(10**9, 9 * 10**11, 1000),
        _number(10**7, 9 * 10**8, 500),
        _number(10**10, 9 * 10**10),
        lambda r: f"{r.randrange(10**9, 9 * 10**11, 1000):,}".replace(",", "."),
    ),
    _part("Dân số|Số học sinh|Lượt khách|Số hộ|Số lượt tra cứu", _number(50, 900_000)),
    _part("Số hộ nghèo|Tổng số sinh viên|Số thuê bao di động|Số người lao động|Số học sinh nam", _number(1, 9000)),
    _part("Số văn bản|Số ký hiệu|Số quyết định", _form("####/QĐ-UBND"), _form("##/2024/NQ-HĐND")),
    _part("Mã hồ sơ|Mã hồ sơ TTHC|Số biên nhận", _form("H26.##.##-2406##-####"), _form("000.00.##.H26-24####-####")),
    _part("Mã dự án|Mã công trình|Mã tài sản", _form("7######"), _form("DA-#####"), _form("############")),
    _part("Mã vạch|Barcode|Mã sản phẩm", _form("893##########")),
    _part("Thời điểm đo|Ngày cập nhật|timestamp", _form("2024-0#-1# 1#:2#:3#")),
    _part("timestamp|Thời điểm đo|time_ms", _form("17########"), _form("17###########")),
    _part("Tên đường|Tuyến đường|Tên phố|Đường/phố", v.street),
    _part("Phường, xã|Địa bàn|Xã/phường|Tên phường", v.commune),
    _part("Mã điểm đo|Mã trạm|Mã cột đèn", _form("HN-###-####"), _form("T####")),
    _part("Số tờ bản đồ|Thửa đất|Số thửa", _number(1, 900)),
    _part("Diện tích|Chiều dài (m)|Nồng độ PM2.5|Tỷ lệ (%)", _form("1##.##"), _form("#.###")),
    _part("Ghi chú|Kết quả|Trạng thái", _note),
    _part("Mã đơn hàng|Số seri|Số hóa đơn", _form("0######"), _form("2024##########"), _form("000000######")),
    _part("Điểm dừng|Tên tuyến xe buýt|Lộ trình", lambda r: f"{v.street(r)} - {v.street(r)} - {v.street(r)}"),
    _part("Tên di tích|Địa điểm|Chợ", lambda r: f"{r.choice(['Đình', 'Chùa', 'Chợ', 'Đền'])} {v.street(r)}"),
    _part("Giới tính|Dân tộc|Trình độ", _one_of("Nam|Nữ"), _one_of("Kinh|Tày|Mường|Thái")),
    _part("Mã ngành|Mã nghề|Mã chương", _form("4###"), _form("0####")),
    _part("Mã số thửa đất|Mã định danh thửa đất|Mã định danh cơ quan", _form("############"), _form("H26.##.##")),
    _part("Người dùng|Tổng số người|Số người", _number(1, 500)),
)  # fmt: skip


def labelled_tables(seed: int, count: int) -> Iterator[tuple[LabelledColumn, ...]]:
    """So many tables: of people, of organisations, of figures, always the same for one seed."""
    random = Random(seed)
    for _ in range(count):
        kind = random.choices(("people", "nameless", "offices", "figures"), (5, 1, 4, 2))[0]
        yield _table(random, _parts(random, kind))


def _parts(random: Random, kind: str) -> list[Part]:
    plain = random.sample(PLAIN, random.randint(2, 5))
    if kind == "people":
        name = random.choices((PEOPLE_NAMES, UNNAMED, FAMILY_NAMES), (8, 1, 1))[0]
        return [name, *random.sample(PERSONAL, random.randint(2, 4)), *plain]
    if kind == "nameless":
        alone = [p for p in PERSONAL if p not in (BIRTHS, HOMES, OWN_TAX_CODES)]
        return [*random.sample(alone, 1), *plain]
    if kind == "offices":
        return [random.choice(OFFICES), *random.sample(ORGANISATIONAL, random.randint(2, 4)), *plain]
    return plain


def _table(random: Random, parts: Sequence[Part]) -> tuple[LabelledColumn, ...]:
    rows = random.choice([25, 60, 150, 400])
    style = random.choice(_STYLES)
    columns: dict[str, LabelledColumn] = {}
    for part in parts:
        name = style(random.choice(part.headings))
        if name not in columns:
            columns[name] = _column(random, part, name, rows)
    return tuple(columns.values())


def _column(random: Random, part: Part, name: str, rows: int) -> LabelledColumn:
    make = random.choice(part.makers)
    fill = random.choices((1.0, 0.7, 0.05), (6, 3, 1))[0] if rows >= 150 else random.choice((1.0, 1.0, 0.8))
    junk = random.choice((0.0, 0.0, 0.0, 0.1)) if part.kinds else 0.0
    values = [make(random) if random.random() < fill else None for _ in range(rows)]
    if junk:
        values = [
            random.choice(["-", "không có", "x"]) if c and random.random() < junk else c for c in values
        ]
    values[:3] = [make(random) for _ in range(3)]
    return LabelledColumn(name, tuple(values), part.kinds, part.also)


def _snake(text: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


_STYLES = (
    str,
    str,
    str,
    str.upper,
    fold,
    _snake,
    lambda text: "".join(word.capitalize() for word in _snake(text).split("_")),
    lambda text: f"{text} (*)",
    lambda text: text.replace(" ", "\n", 1),
)
