"""Numbers that might be personal: whether a column of them varies as lives do, or counts as codes do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portal.tabular.personal.patterns import CITIZEN, MOBILE, token

_CITIZEN = re.compile(token(CITIZEN))
_MOBILE = re.compile(token(MOBILE))
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def vary_as_births(values: Sequence[str]) -> bool:
    """Whether the citizen ids in the texts spread over years of birth: numbers given in a row do not."""
    years = [found[3:6] for found in _found(_CITIZEN, values)]
    return len(set(years)) >= min(len(years), max(2, min(8, len(years) // 4)))


def stripped_vary_as_births(values: Sequence[str]) -> bool:
    """The same of ids that lost their leading zeros; only a longer column can tell."""
    padded = [value.removesuffix(".0").strip().zfill(12) for value in values]
    return len(padded) >= 20 and len({p[3:6] for p in padded}) >= 10 and vary_as_births(padded)


def vary_as_phones(values: Sequence[str]) -> bool:
    """Whether the mobile numbers in the texts spread over operators' prefixes and do not count up."""
    numbers = ["0" + re.sub(r"[^0-9]", "", found)[-9:] for found in _found(_MOBILE, values)]
    prefixes = {number[:3] for number in numbers}
    return len(prefixes) >= min(len(numbers), max(2, min(5, len(numbers) // 3)))


def are_business_codes(values: Sequence[str]) -> bool:
    """Whether most of the ten-digit numbers carry the check digit of tax codes of enterprises."""
    tens = [v.strip() for v in values if re.fullmatch(r"\s*[0-9]{10}\s*", v)]
    return bool(tens) and sum(map(is_business_code, tens)) >= 0.5 * len(tens)


def is_business_code(code: str) -> bool:
    """Whether the tenth digit follows from the nine before it."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=False))
    return 10 - total % 11 == int(code[9])


def _found(pattern: re.Pattern[str], values: Sequence[str]) -> Iterator[str]:
    for value in dict.fromkeys(values):
        for match in pattern.finditer(value):
            yield re.sub(r"^[^0-9+(]+|[^0-9]+$", "", match.group())
