"""Passwords: what is accepted, and how they are kept (argon2id)."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.errors import Problem
from portal.i18n import gettext as _

LEAST_LENGTH = 10
MOST_LENGTH = 200
_COMMON = """
0123456789 1234567890 12345678910 123456789a 1q2w3e4r5t 1qaz2wsx3edc 9876543210 abc1234567
abcd123456 abcdefghij admin12345 admin123456 administrator anhyeuem123 asdfghjkl1 changeme123
congdulieu congdulieu123 dulieumo123 hanoi12345 hanoi123456 iloveyou12 letmein123 matkhau123
matkhau1234 matkhau12345 matkhau123456 p@ssw0rd123 p@ssword123 pass123456 passw0rd123 password01
password12 password123 password1234 password12345 password123456 qazwsxedcrfv quantri123 quantrivien
qwerty1234 qwerty12345 qwerty123456 qwertyuiop qwertyuiop123 thanhpho123 thudohanoi vietnam123
vietnam1234 vietnam12345 welcome123 welcome1234 zxcvbnm123
"""
COMMON = frozenset(_COMMON.split())
"""Long enough and still among the first that are tried."""

_HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
"""The OWASP recommendation for argon2id plus one pass: 19 MiB, so that a flood of guesses fits in memory."""


def password_problems(password: str, login: str) -> list[Problem]:
    """Why `password` is refused for the account `login`; empty when it is accepted."""
    found = []
    password = _prepared(password)
    if len(password) < LEAST_LENGTH:
        message = _("Mật khẩu có %(n)s ký tự, cần từ %(least)s.", n=len(password), least=LEAST_LENGTH)
        found.append(Problem("password", "too_short", message))
    elif len(password) > MOST_LENGTH:
        message = _("Mật khẩu có %(n)s ký tự, tối đa %(most)s.", n=len(password), most=MOST_LENGTH)
        found.append(Problem("password", "too_long", message))
    elif login and login.lower() in password.lower():
        message = _("Mật khẩu không được chứa tên đăng nhập.")
        found.append(Problem("password", "contains_login", message))
    elif password.lower() in COMMON or len(set(password)) < 4:
        message = _("Mật khẩu này quá dễ đoán, hãy chọn mật khẩu khác.")
        found.append(Problem("password", "common", message))
    return found


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _HASHER.hash(_prepared(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether `password` made `password_hash`. None (no such account) takes as long as a wrong password."""
    try:
        return _HASHER.verify(password_hash or _nobody(), _prepared(password)[:MOST_LENGTH]) and bool(
            password_hash
        )
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")


def _prepared(password: str) -> str:
    """NFC without lone surrogates: a keyboard that types decomposed Vietnamese gives the same password."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()
