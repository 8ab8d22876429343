"""Tells offices from persons: the lists name whom to ask as an office, never as a person."""

from __future__ import annotations

import re

from portal.text import fold

OFFICE_WORDS = frozenset(
    """
    phong so ban trung tam van chi cuc uy vien hoi dong bo phan to doi don vi co quan ly
    office department dept team bureau data support division section unit agency city government service
    services administration authority center centre commission committee council ministry help desk portal
    open info contact library board court district program programme group gis it webmaster company institute
    university
    """.split()  # noqa: SIM905
)
FREE_MAIL = re.compile(
    r"@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|proton|protonmail|aol)\.", re.I
)
FAMILY_NAMES = frozenset(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương đinh trịnh trương đoàn đào
    nguyen tran pham hoang huynh
    """.split()  # noqa: SIM905
)
TITLES = re.compile(r"^(?:ông|bà|anh|chị|mr|mrs|ms|dr)\b\.?\s", re.IGNORECASE)


def looks_like_a_person(name: str) -> bool:
    """Whether `name` reads like a person: a title, a family name first, or two or three bare words."""
    if TITLES.match(name):
        return True
    words = re.findall(r"[^\W\d_]+", name)
    folded = [fold(word) for word in words]
    if not 2 <= len(words) <= 4 or not all(word[:1].isupper() for word in words):
        return False
    if words[0].lower() in FAMILY_NAMES and "," not in name:
        return True
    is_bare = re.fullmatch(r"[^\W\d_.'-]+(?:[ .'-]+[^\W\d_.'-]+){1,2}\.?", name) is not None
    return (
        is_bare
        and not any(word.isupper() and len(word) > 1 for word in words)
        and not OFFICE_WORDS & set(folded)
    )


def is_personal_mailbox(address: str) -> bool:
    """Whether an address is a free mailbox or built from a person's name."""
    parts = fold(address.partition("@")[0]).split(".")
    is_name = len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts)
    return bool(FREE_MAIL.search(address)) or (is_name and not OFFICE_WORDS & set(parts))
