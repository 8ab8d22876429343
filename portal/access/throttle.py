"""Slows down guessing: counts attempts per account and address, and per address, for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.errors import PortalError
from portal.i18n import gettext as _
from portal.i18n import ngettext
from portal.model import SignInAttempt

ACCOUNTS_PER_ADDRESS = 10
"""An address, which a whole agency may share, gets this many times the attempts of one account."""


class TooManyAttempts(PortalError):
    """Too many wrong passwords; `wait_seconds` is how long the pause still lasts."""

    def __init__(self, wait_seconds: int) -> None:
        minutes = max(1, -(-wait_seconds // 60))
        text = _("Đã thử sai quá nhiều lần.") + " "
        super().__init__(text + ngettext("Thử lại sau %(n)s phút.", "Thử lại sau %(n)s phút.", minutes))
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Throttle:
    """At most `attempts` in `pause_seconds`. Keys are hashed: the table never tells who tried from where."""

    session: Session
    attempts: int
    pause_seconds: int

    def count(self, login: str, address: str, moment: datetime) -> int:
        """Write down an attempt that begins; returns how many are left after it. Raises `TooManyAttempts`.

        Written before the password is looked at, so that guesses side by side count each other.
        """
        since = moment - timedelta(seconds=self.pause_seconds)
        self.session.execute(delete(SignInAttempt).where(SignInAttempt.at < since))
        limits = {_account_key(login, address): self.attempts, _address_key(address): self._address_attempts}
        self.session.add_all(SignInAttempt(key=key, at=moment) for key in limits)
        self.session.flush()
        for key, limit in limits.items():
            self._refuse_above(key, limit, moment)
        return self.left(login, address)

    def left(self, login: str, address: str) -> int:
        """How many attempts the account still has from this address."""
        key = _account_key(login, address)
        used = self.session.scalar(select(func.count()).where(SignInAttempt.key == key)) or 0
        return max(0, self.attempts - used)

    def forget(self, login: str, address: str) -> None:
        """Take back the attempts of an account whose password was right."""
        key = _account_key(login, address)
        used = self.session.scalar(select(func.count()).where(SignInAttempt.key == key)) or 0
        self.session.execute(delete(SignInAttempt).where(SignInAttempt.key == key))
        newest = select(SignInAttempt.id).where(SignInAttempt.key == _address_key(address))
        newest = newest.order_by(SignInAttempt.at.desc()).limit(used)
        self.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(newest)))

    @property
    def _address_attempts(self) -> int:
        return self.attempts * ACCOUNTS_PER_ADDRESS

    def _refuse_above(self, key: str, limit: int, moment: datetime) -> None:
        query = select(SignInAttempt.at).where(SignInAttempt.key == key).order_by(SignInAttempt.at.desc())
        times = list(self.session.scalars(query))
        if len(times) > limit:
            free_at = times[limit] + timedelta(seconds=self.pause_seconds)
            raise TooManyAttempts(max(1, round((free_at - moment).total_seconds())))


def _account_key(login: str, address: str) -> str:
    return hashlib.sha256(f"account\0{login}\0{line_of(address)}".encode("utf-8", "replace")).hexdigest()


def _address_key(address: str) -> str:
    return hashlib.sha256(f"address\0{line_of(address)}".encode("utf-8", "replace")).hexdigest()


def line_of(address: str) -> str:
    """The address, of IPv6 the first half only: whoever has a line chooses the second half freely."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))
    return address
