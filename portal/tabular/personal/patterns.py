"""Forms of personal data as regular expressions that RE2 (in SQL) and Python read alike.

A token stands between things that are no digit, letter or decimal point, so that `21.0912345678` or a part of a
longer code is no telephone number.
"""

from __future__ import annotations

_BEFORE = r"(?:^|[^0-9A-Za-z.,/_\-]|[^0-9][.,])"
_AFTER = r"(?:[^0-9A-Za-z]|$)"

PROVINCES = (
    "001|002|004|006|008|010|011|012|014|015|017|019|020|022|024|025|026|027|030|031|033|034|035|036|037|038|040|"
    "042|044|045|046|048|049|051|052|054|056|058|060|062|064|066|067|068|070|072|074|075|077|079|080|082|083|084|"
    "086|087|089|091|092|093|094|095|096"
)
"""Codes of the 63 provinces where a birth was registered: they stay in citizen ids after the mergers of 2025."""
_BIRTH = r"(?:[01][0-9]{2}|[23][0-2][0-9])"
"""Century and sex, then the year: 0 and 1 are 19xx, 2 and 3 are 20xx, which has hardly begun."""
CITIZEN = rf"(?:{PROVINCES}){_BIRTH}[0-9]{{6}}"
_STRIPPED_PROVINCES = "|".join(p.lstrip("0") for p in PROVINCES.split("|"))
STRIPPED_CITIZEN = rf"(?:{_STRIPPED_PROVINCES}){_BIRTH}[0-9]{{6}}"
"""A citizen id whose leading zeros a spreadsheet took: 10 or 11 digits."""

TAX_CODE = r"[0-9]{10}(?: ?-? ?[0-9]{3})?"
OWN_TAX_CODE = r"8[0-9]{9}(?: ?-? ?[0-9]{3})?"
"""Of a person or a household: those of enterprises begin with a province from 01 to 6x."""

_GAP = r"[ .\-]?"
_MOBILE = r"(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])"
MOBILE_9 = rf"{_MOBILE}{_GAP}[0-9]{_GAP}[0-9]{_GAP}[0-9]{_GAP}[0-9]{_GAP}[0-9]{_GAP}[0-9]{_GAP}[0-9]"
MOBILE = rf"(?:0{_GAP}|\(?\+?84\)?{_GAP}0?)(?:{MOBILE_9})"
CERTAIN_MOBILE = rf"(?:0{_GAP}|\(?\+84\)?{_GAP}0?|\(84\){_GAP})(?:{MOBILE_9})"
"""Not `84912345678`, which may be a number of any kind where no heading speaks of telephones."""
LANDLINE = r"(?:\(?0|\+?84[ .\-]?)2[0-9]{1,2}\)?[ .\-]?[0-9]{3,4}[ .\-]?[0-9]{2}[ .\-]?[0-9]{2}"
EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
OFFICE_MAILBOX = (
    r"(?i)(?:^|[^a-z0-9._%+\-])(?:[a-z0-9._%+\-]+@(?:[a-z0-9\-]+\.)*gov\.vn|"
    r"(?:info|contact|lienhe|support|hotro|vanthu|vanphong|tuyensinh|hotline|admin|webmaster|cskh|sales|kinhdoanh|"
    r"ubnd|so(?:yt|gd|tc|xd|ct|nv|tp|vh|dl|kh|nn)|phong(?:gd|ban|tc|kt|yt|ld)|truong(?:th|mn|tieu|mam|cd|dh)|"
    r"c[123]|th[._\-]|thcs|thpt|mn|mamnon|tieuhoc|bv|benhvien|tramyte|congty|cty|trungtam|ttyt|bql)"
    r"[a-z0-9._%+\-]*@[a-z0-9.\-]+)"
)
"""By domain, or by how such mailboxes begin; not by what given names begin with (*Thu*, *Sơn*, *Phong*, *Trương*)."""
PLATE = r"[1-9][0-9]\-?[A-Za-z][A-Za-z0-9]?[ .\-]{0,3}[0-9]{3}\.?[0-9]{1,2}"
DOTTED_PLATE = r"[1-9][0-9]\-?[A-Z][A-Z0-9]?[ \-]{1,3}[0-9]{3}\.[0-9]{2}"
PASSPORT = r"[A-Z]{1,2}[0-9]{6,8}"
HEALTH_CARD = r"[A-Z]{2}[0-9]{13}"
DATE = (
    r"^(?:[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}\-[0-9]{1,2}\-[0-9]{1,2}.*|"
    r"(?:19|20)[0-9]{2}(?:\.0)?|[1-4][0-9]{4}(?:\.0)?)$"
)
"""Days, years, and days as spreadsheets count them."""
ADDRESS = (
    r"(?i)^(?:số (?:nhà )?|sn ?|nhà |căn (?:hộ )?|p\.?)?[0-9]+[a-z]{0,2}[0-9]*(?:[/\-][0-9]+[a-z]?)*[ ,]+\S|"
    r"(?:^|[^\pL])(?:số nhà|ngõ|ngách|hẻm|kiệt|thôn|xóm|tổ|tdp|ấp|khu phố|căn hộ|tập thể|chung cư)[ .]"
)
SUSPICIOUS = rf"@|[0-9](?:{_GAP}[0-9]){{8}}|[0-9]\-?[A-Z][A-Z0-9]?[ .\-]{{0,3}}[0-9]{{3}}\.?[0-9]"
"""What every cell of interest holds: one quick look that spares most cells the others."""


def token(pattern: str) -> str:
    """`pattern` standing by itself anywhere in the text."""
    return rf"{_BEFORE}(?:{pattern}){_AFTER}"


def whole(pattern: str) -> str:
    """`pattern` as the whole text; spreadsheets may have left `.0` behind a number."""
    return rf"^\s*(?:{pattern})(?:\.0)?\s*$"


DIGITS_12 = token(r"[0-9]{12}")
"""Any twelve digits: how many of them could be citizen ids tells ids from other codes."""
