"""Made-up values of columns: what people are called and numbered by, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from portal.text import fold

Maker = Callable[[Random], str]


def _listed(text: str) -> list[str]:
    return text.split(", ") if ", " in text else text.split()


_SURNAMES = _listed(
    "Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Phan Đinh Trịnh Mai Cao"
)
_MIDDLES = _listed(
    "Thị Văn Đức Hữu Ngọc Minh Thanh Quang Xuân Thu Hồng Kim Gia Tuấn Hoài Khánh Phương Bảo Mạnh"
)
_GIVEN = _listed(
    "An Anh Bình Chi Cường Dũng Dung Giang Hà Hạnh Hiền Hòa Hùng Hương Khoa Lan Liên Linh Long Mai Nam Nga Nhung "
    "Oanh Phúc Quân Quyên Sơn Tâm Thảo Thắng Thủy Toàn Trang Trung Tú Tuyết Uyên Vân Việt Yến"
)
_PROVINCES = _listed("001 001 001 001 030 033 034 035 036 037 038 040 042 044 079 048 024 026 019 017 092")
_STREETS = _listed(
    "Láng Hạ, Kim Mã, Giải Phóng, Trần Phú, Nguyễn Trãi, Lê Lợi, Hàng Bạc, Cầu Giấy, Trần Hưng Đạo, Quang Trung, "
    "Xuân Thủy, Bà Triệu, Phan Đình Phùng, Lý Thường Kiệt, Nguyễn Văn Cừ, Ngô Gia Tự, Tây Sơn, Thái Hà"
)
_COMMUNES = _listed(
    "phường Ba Đình, phường Láng, phường Hà Đông, xã Sóc Sơn, xã Gia Lâm, phường Tây Hồ, xã Ba Vì, xã Mê Linh, "
    "phường Bồ Đề, xã Đông Anh, phường Cửa Nam, xã Thanh Trì"
)
_MAILBOXES = _listed("vanthu congan ubnd phongyte sotc bqlda tiepnhan pgd ttyt")
_PREFIXES = _listed("032 033 035 036 038 039 070 076 078 081 083 085 086 088 089 090 091 093 094 096 097 098")


def digits(random: Random, count: int) -> str:
    """So many random digits."""
    return "".join(random.choices("0123456789", k=count))


def person(random: Random) -> str:
    """A full name put together from common parts."""
    middles = random.choices(_MIDDLES, k=random.choice([1, 1, 1, 1, 2]))
    return " ".join([random.choice(_SURNAMES), *middles, random.choice(_GIVEN)])


def bare_person(random: Random) -> str:
    """A name in capitals, without diacritics."""
    return fold(person(random)).upper()


def family_name(random: Random) -> str:
    """Surname and middle name, where the given name has a column of its own."""
    return f"{random.choice(_SURNAMES)} {random.choice(_MIDDLES)}"


def citizen_id(random: Random) -> str:
    """Twelve digits: province, century and sex, year of birth, six more."""
    year = random.randint(1945, 2018)
    sex = random.randint(0, 1) + (2 if year >= 2000 else 0)
    return f"{random.choice(_PROVINCES)}{sex}{year % 100:02d}{digits(random, 6)}"


def spaced_citizen_id(random: Random) -> str:
    """The same in groups, or with the mark that keeps a spreadsheet from reading a number."""
    text = citizen_id(random)
    return random.choice([f"{text[:3]} {text[3:6]} {text[6:]}", f"'{text}", f" {text} "])


def stripped_citizen_id(random: Random) -> str:
    """What a spreadsheet leaves of it."""
    return citizen_id(random).lstrip("0")


def old_id(random: Random) -> str:
    """Nine digits."""
    return random.choice(["01", "11", "12", "13", "03", "16"]) + digits(random, 7)


def tax_code(random: Random, start: str) -> str:
    """Ten digits with the check digit."""
    while True:
        body = start + digits(random, 9 - len(start))
        check = (
            10 - sum(w * int(d) for w, d in zip((31, 29, 23, 19, 17, 13, 7, 5, 3), body, strict=True)) % 11
        )
        if 0 <= check <= 9:
            return f"{body}{check}"


def own_tax_code(random: Random) -> str:
    """A person's: they begin with 8."""
    return tax_code(random, "8")


def household_tax_code(random: Random) -> str:
    """Of a household's place of business."""
    return f"{own_tax_code(random)}-{random.randint(1, 3):03d}"


def company_tax_code(random: Random) -> str:
    """An enterprise's, some of a branch."""
    code = tax_code(random, random.choice(["010", "010", "011", "03", "02", "07"]))
    return f"{code}-{random.randint(1, 40):03d}" if random.random() < 0.1 else code


def mobile(random: Random) -> str:
    """`0912345678`."""
    return random.choice(_PREFIXES) + digits(random, 7)


def spaced_mobile(random: Random) -> str:
    """`0912 345 678`, `0912.345.678`, `(+84) 912 345 678`."""
    text = mobile(random)
    forms = (
        f"{text[:4]} {text[4:7]} {text[7:]}",
        f"{text[:4]}.{text[4:7]}.{text[7:]}",
        f"{text[:3]}-{text[3:6]}-{text[6:]}",
        f"(+84) {text[1:4]} {text[4:7]} {text[7:]}",
    )
    return random.choice(forms)


def world_mobile(random: Random) -> str:
    """`+84912345678`, `84912345678`."""
    return random.choice(["+84", "84"]) + mobile(random)[1:]


def stripped_mobile(random: Random) -> str:
    """`912345678`."""
    return mobile(random)[1:]


def two_mobiles(random: Random) -> str:
    """Two in one cell."""
    return f"{mobile(random)}{random.choice([' / ', '; ', ' - ', ', '])}{mobile(random)}"


def landline(random: Random) -> str:
    """A fixed line of the city."""
    text = digits(random, 7)
    return random.choice([f"024.3{text}", f"(024) 3{text[:3]} {text[3:]}", f"0243{text}", f"024 3{text}"])


def email(random: Random) -> str:
    """A person's."""
    parts = fold(person(random)).split()
    local = random.choice([".".join(parts[-2:]), "".join(parts), parts[-1] + parts[0][0]])
    domain = random.choice(
        ["gmail.com", "gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com"]
    )
    return f"{local}{random.choice(['', digits(random, 2), digits(random, 4)])}@{domain}"


def office_email(random: Random) -> str:
    """An agency's mailbox."""
    local = random.choice(_MAILBOXES)
    return f"{local}{random.choice(['', '_hn', '.px'])}{random.randint(1, 99)}@hanoi.gov.vn"


def school_email(random: Random) -> str:
    """A school's, at a free provider as many have."""
    name = fold(random.choice(_STREETS)).replace(" ", "") + random.choice(["", "-bd", ".hn"])
    return f"{random.choice(['c1', 'c2', 'thcs', 'th', 'mn', 'thpt'])}{name}@gmail.com"


def plate(random: Random) -> str:
    """A car's or a motorcycle's."""
    place, series, number = (
        random.choice(["29", "30", "33", "15", "99"]),
        random.choice("ABCEFGHK"),
        digits(random, 5),
    )
    forms = (
        f"{place}{series}-{number[:3]}.{number[3:]}",
        f"{place}{series}{number}",
        f"{place}{series} {number}",
        f"{place}-{series}1 {number[:3]}.{number[3:]}",
        f"{place}{series}2-{number}",
    )
    return random.choice(forms)


def birth_date(random: Random) -> str:
    """`02/09/1985`."""
    return f"{random.randint(1, 28):02d}/{random.randint(1, 12):02d}/{random.randint(1945, 2018)}"


def iso_birth_date(random: Random) -> str:
    """`1985-09-02`."""
    return f"{random.randint(1945, 2018)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"


def birth_year(random: Random) -> str:
    """`1985`."""
    return str(random.randint(1945, 2018))


def serial_birth_date(random: Random) -> str:
    """The day as a spreadsheet counts them."""
    return str(random.randint(17_000, 43_000))


def account(random: Random) -> str:
    """A bank account's number."""
    number = random.choice(["0011", "1903", "2151", "0491", "1500", "1017"]) + digits(
        random, random.randint(6, 10)
    )
    return (
        number if random.random() < 0.7 else f"{number} - {random.choice(['VCB', 'BIDV', 'Agribank Hà Nội'])}"
    )


def passport(random: Random) -> str:
    """A letter and seven or eight digits."""
    return random.choice("BCNPK") + digits(random, random.choice([7, 8]))


def health_card(random: Random) -> str:
    """Two letters, thirteen digits."""
    return random.choice(["GD", "HN", "DN", "HS", "TE"]) + random.choice("1234") + digits(random, 12)


def licence(random: Random) -> str:
    """A driving licence."""
    return f"01{random.randint(0, 1)}{random.randint(96, 123) % 100:02d}{digits(random, 7)}"


def home(random: Random) -> str:
    """Where somebody lives."""
    street, commune = random.choice(_STREETS), random.choice(_COMMUNES)
    forms = (
        f"Số {random.randint(1, 200)} ngõ {random.randint(1, 300)} {street}, {commune}, Hà Nội",
        f"{random.randint(1, 400)} {street}, {commune}",
        f"Thôn {random.choice(['Đông', 'Đoài', 'Thượng', 'Hạ', 'Trung'])}, {commune}, TP Hà Nội",
        f"Tổ {random.randint(1, 30)}, {commune}, thành phố Hà Nội",
        f"P{random.randint(201, 1999)} chung cư {random.choice(['CT1', 'B4', 'N05'])}, {commune}",
        f"{random.randint(1, 90)}/{random.randint(1, 90)} {street}, {commune}",
    )
    return random.choice(forms)


def street(random: Random) -> str:
    """A street, many of them named after people of the past."""
    return random.choice(_STREETS)


def commune(random: Random) -> str:
    """A ward or commune."""
    return random.choice(_COMMUNES).capitalize()


def school(random: Random) -> str:
    """A school's name."""
    kind = random.choice(["Trường Tiểu học", "Trường THCS", "Trường THPT", "Trường Mầm non", "THCS", "MN"])
    return f"{kind} {random.choice(_STREETS)}{random.choice(['', ' A', ' B', ' 2'])}"


def agency(random: Random) -> str:
    """An office's name."""
    kind = random.choice(["UBND", "Công an", "Trạm Y tế", "Đảng ủy", "Ban Chỉ huy quân sự", "Trung tâm Y tế"])
    return f"{kind} {random.choice(_COMMUNES)}"


def company(random: Random) -> str:
    """A company's name, some with what could be a person's."""
    kind = random.choice(["Công ty TNHH", "Công ty CP", "Doanh nghiệp tư nhân", "HTX", "Công ty TNHH MTV"])
    called = [" ".join(random.sample(_GIVEN, 2)), person(random), "Thương mại " + digits(random, 2)]
    return f"{kind} {random.choice(called)}"
