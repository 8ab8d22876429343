"""SQL that keeps of a value its form only: a column that must not be read can still be counted.

| kind | value | masked |
|---|---|---|
| citizen id, personal tax code | `001085012345` | `001*********` (the province where a birth was registered) |
| old id, passport, insurance, bank account | `012345678` | `*********` |
| telephone | `0912 345 678` | `09********` |
| e-mail | `lan.nguyen@gmail.com` | `***@gmail.com` |
| plate | `30A-123.45` | `30A-***.**` |
| person's name | `Nguyễn Thị Lan` | `N. T. L.` |
| birth date | `02/09/1985` | `198*` |
| home address | `Số 5 ngõ 12, phường Láng, Hà Nội` | `***, phường Láng, Hà Nội` |
| anything else, or a value that is not of the kind | `Ghi chú` | `***` |

An empty cell stays empty. The masked column is text, whatever it was.
"""

from __future__ import annotations

from portal.tabular.columns import Column
from portal.tabular.personal.findings import Kind
from portal.tabular.personal.quoting import text_of

MASK = "***"
_AREA = (
    r"(?i)^.*?((?:, *(?:phường|xã|thị trấn|quận|huyện|thị xã|thành phố|tp\.?|tỉnh|hà nội)(?: [^,0-9]*)?)+)$"
)
"""What of an address is no home: the commune and what lies above it."""


def masked_sql(column: Column, kind: Kind | str = "") -> str:
    """An SQL expression over the column `column.key` that gives its masked values; `kind` is a `Kind` code.

    Of a kind that is not known every value becomes `***`.
    """
    return masked(text_of(column), kind)


def masked(text: str, kind: Kind | str) -> str:
    """As `masked_sql`, of an SQL expression that gives text."""
    return f"CASE WHEN {text} IS NULL THEN NULL ELSE {_form(text, str(kind))} END"


def _form(text: str, kind: str) -> str:
    digits = f"regexp_replace(regexp_replace({text}, '\\.0$', ''), '[^0-9]', '', 'g')"
    match kind:
        case Kind.CITIZEN_ID | Kind.TAX_CODE:
            stars = f"repeat('*', greatest(length({digits}) - 3, 0))"
            return f"CASE WHEN length({digits}) = 12 THEN left({digits}, 3) || {stars} ELSE '{MASK}' END"
        case (
            Kind.OLD_ID
            | Kind.PASSPORT
            | Kind.DRIVING_LICENCE
            | Kind.INSURANCE
            | Kind.BANK_ACCOUNT
            | Kind.OFFICE_ACCOUNT
        ):
            return f"CASE WHEN length({text}) <= 30 THEN repeat('*', length({text})) ELSE '{MASK}' END"
        case Kind.PHONE | Kind.OFFICE_PHONE:
            return (
                f"CASE WHEN length({digits}) BETWEEN 9 AND 12 THEN left({digits}, 2) ||"
                f" repeat('*', length({digits}) - 2) ELSE '{MASK}' END"
            )
        case Kind.EMAIL | Kind.OFFICE_EMAIL:
            return _kept(text, r"^\s*[^@\s]+(@[A-Za-z0-9.\-]+)\s*$", rf"{MASK}\1")
        case Kind.PLATE:
            kept = r"^\s*([1-9][0-9]\-?[A-Za-z][A-Za-z0-9]?)[ .\-]*[0-9]{3}\.?[0-9]{1,2}\s*$"
            return _kept(text, kept, r"\1-***.**")
        case Kind.PERSON_NAME | Kind.OFFICIAL_NAME:
            return _initials(text)
        case Kind.BIRTH_DATE:
            decade = f"regexp_extract({text}, '(?:^|[^0-9])((?:19|20)[0-9])[0-9](?:[^0-9]|$)', 1)"
            return f"coalesce(nullif({decade}, '') || '*', '{MASK}')"
        case Kind.HOME_ADDRESS:
            return _kept(text, _AREA, rf"{MASK}\1")
        case _:
            return f"'{MASK}'"


def _kept(text: str, pattern: str, replacement: str) -> str:
    return (
        f"CASE WHEN regexp_matches({text}, '{pattern}')"
        f" THEN regexp_replace({text}, '{pattern}', '{replacement}') ELSE '{MASK}' END"
    )


def _initials(text: str) -> str:
    words = f"regexp_extract_all({text}, '\\pL+')"
    letters = f"list_transform({words}, lambda w: upper(left(w, 1)) || '.')"
    return f"coalesce(nullif(array_to_string({letters}, ' '), ''), '{MASK}')"
