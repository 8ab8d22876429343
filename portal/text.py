"""Vietnamese text: normalise, fold, sort, make slugs. No state, no dependencies.

Unicode alone does not unify *hoà/hòa* and does not decompose đ; see `normalize` and `fold`.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng in dictionary order
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"


def _fold_table() -> dict[int, str]:
    """Letters of Latin, Greek and Cyrillic without their marks."""
    table: dict[int, str] = {ord("đ"): "d", ord("Đ"): "D", ord("Ð"): "D", ord("ð"): "d"}
    for code in [*range(0xC0, 0x530), *range(0x1E00, 0x2000)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isalpha():
            table[code] = base
    return table


_FOLD = _fold_table()
_MARKS = re.compile("[\u0300-\u036f]")
# Old style marks the second vowel (hoà, thuỷ); the new style, kept here, the first (hòa, thủy).
_OLD_TONES = {
    old: new
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in _TONES
    for old, new in [
        (
            unicodedata.normalize("NFC", first + second + tone),
            unicodedata.normalize("NFC", first + tone + second),
        )
    ]
}
_OLD_TONE_PATTERN = re.compile(rf"(?<![qQ])({'|'.join(_OLD_TONES)})(?![^\W\d_])", re.IGNORECASE)


def normalize(text: str) -> str:
    """NFC with the tone on the first vowel of a final oa, oe, uy: *hoà* becomes *hòa*; *quý* stays.

    Also maps Ð (U+00D0), which some Vietnamese files hold in place of Đ.
    """
    text = unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")
    return _OLD_TONE_PATTERN.sub(_modern_tone, text)


def _modern_tone(match: re.Match[str]) -> str:
    old = match.group(1)
    new = _OLD_TONES[old.lower()]
    if old.isupper():
        return new.upper()
    return new.capitalize() if old[0].isupper() else new


def fold(text: str) -> str:
    """Lower case without any diacritics: *Đống Đa* becomes *dong da*. Takes NFC or NFD."""
    return _MARKS.sub("", unicodedata.normalize("NFC", text).translate(_FOLD)).lower()


def slugify(text: str, max_length: int = 90) -> str:
    """A URL name of `a-z0-9-`, cut at a word; empty when the text holds no letter or digit."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rsplit("-", 1)[0][:max_length].strip("-")


def sort_key(text: str) -> str:
    """An ASCII key whose code-point order is the Vietnamese dictionary order of `text`.

    Syllable by syllable: its letters (a ă â b c d đ e ê …), then its tone (ngang, huyền, hỏi, ngã, sắc,
    nặng), so that *tuân thủ* stands before *tuần chay*. Numbers go by value, before letters.
    """
    return " ".join(map(_spell, re.findall(r"\d+|[^\W\d_]+", normalize(text).lower())))


def _spell(word: str) -> str:
    if word.isdecimal():
        digits = str(int(word)) if len(word) < 100 else "9" * 99
        return f"0{len(digits):02d}{digits}"
    letters, tone = [], "0"
    for char in word:
        decomposed = unicodedata.normalize("NFD", char)
        for mark in decomposed[1:]:
            if mark in _TONES:
                tone = str(_TONES.index(mark) + 1)
        letters.append(_letter("".join(c for c in decomposed if c not in _TONES)))
    # A digit is less than a letter: a shorter syllable stands first.
    return "".join(letters) + tone


def _letter(decomposed: str) -> str:
    char = unicodedata.normalize("NFC", decomposed)
    position = _LETTERS.find(char)
    if position < 0:
        position = _LETTERS.find(fold(char)[:1] or char)
    return chr(ord("A") + position) if position >= 0 else f"~{ord(char[0]):06x}"
