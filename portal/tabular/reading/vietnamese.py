"""Vietnamese letters as fonts older than Unicode stored them, and whether a text reads as Vietnamese.

TCVN3 (ABC, the fonts named .Vn…) has one byte a letter, VNI (VNI-…) a letter and a byte for its sign. Neither
can be told from Western text by rule, only by what the words look like. Both tables are those of TCVN
5712:1993 (VN3) and of VNI for Windows, written here as the characters that windows-1252 has at those bytes.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
_TCVN3_TONES = {
    "a": "b5b6b7b8b9",
    "ă": "bbbcbdbec6",
    "â": "c7c8c9cacb",
    "e": "cccecfd0d1",
    "ê": "d2d3d4d5d6",
    "i": "d7d8dcddde",
    "o": "dfe1e2e3e4",
    "ô": "e5e6e7e8e9",
    "ơ": "eaebecedee",
    "u": "eff1f2f3f4",
    "ư": "f5f6f7f8f9",
    "y": "fafbfcfdfe",
}
_TCVN3_LETTERS = {"a1": "ĂÂÊÔƠƯĐ", "a8": "ăâêôơưđ"}
_VNI_ALONE = dict(zip("ìíæóòñôöî", "ìíỉĩịđơưỵ", strict=True))
_VNI_SIGNS = dict(zip("øûõùï", _SIGNS, strict=True))
_VNI_HATS = {"â": ("â", ""), **{mark: ("â", sign) for mark, sign in zip("àåãáä", _SIGNS, strict=True)}}
_VNI_BREVES = {"ê": ("ă", ""), **{mark: ("ă", sign) for mark, sign in zip("èúüéë", _SIGNS, strict=True)}}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}


def _tcvn3() -> dict[int, str]:
    table = {}
    for first, letters in _TCVN3_LETTERS.items():
        table.update({int(first, 16) + at: letter for at, letter in enumerate(letters)})
    for vowel, codes in _TCVN3_TONES.items():
        for code, sign in zip(bytes.fromhex(codes), _SIGNS, strict=True):
            table[code] = unicodedata.normalize("NFC", vowel + sign)
    return table


def _vni() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for vowel, base in (*((v, v) for v in "aeouy"), ("ô", "ơ"), ("ö", "ư")):
        table.update({vowel + mark: base + sign for mark, sign in _VNI_SIGNS.items()})
    for vowel, hat in _CIRCUMFLEX.items():
        table.update({vowel + mark: hat + sign for mark, (_, sign) in _VNI_HATS.items()})
    table.update({"a" + mark: letter + sign for mark, (letter, sign) in _VNI_BREVES.items()})
    composed = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    upper = {key.upper(): value.upper() for key, value in composed.items()}
    # People also type a capital with the sign of a small letter.
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in composed.items()}
    return {**mixed, **upper, **composed}


TCVN3 = _tcvn3()
VNI = _vni()
_VNI_PATTERN = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
_FOREIGN = re.compile("[^\x00-\x7f]+")
_1252_BYTES = {bytes([code]).decode("latin-1"): bytes([code]) for code in range(128, 256)} | {
    letter: bytes([code])
    for code in range(128, 256)
    if (letter := bytes([code]).decode("cp1252", errors="ignore"))
}
_SIGNED = re.compile("[^\\W\\d_][\u0300-\u036f]+")


def from_tcvn3(text: str) -> str:
    """The Vietnamese text whose TCVN3 bytes were read as Latin-1. Capitals of a capital font stay small."""
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """The Vietnamese text whose VNI bytes were read as Latin-1."""
    return _VNI_PATTERN.sub(lambda match: VNI[match.group()], text)


def undoubled(text: str) -> str:
    """The text before its UTF-8 bytes were taken for letters of windows-1252 and encoded once more."""
    return _FOREIGN.sub(lambda match: _bytes_read(match.group()), text)


def _bytes_read(letters: str) -> str:
    try:
        data = b"".join(_1252_BYTES[letter] for letter in letters)
        return unicodedata.normalize("NFC", data.decode())
    except (KeyError, UnicodeDecodeError):
        return letters


def composed(text: str) -> str:
    """`text` with each letter and the signs behind it joined into one character; all else stays (NFC)."""
    return _SIGNED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


_WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|g|kh|k|ph|p|th|tr|t|ch|c|qu|b|d|đ|h|l|m|n|r|s|v|x)?"
    "(?:(?:iê|yê|oa|oă|oe|oo|uâ|uê|uô|ươ|uyê|uy|[aăâeêioôơuưy])(?P<coda>ch|nh|ng|c|m|n|p|t)?"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|oi|ôi|ơi|oai|oay|oao|oeo|ua|uôi|uơ|ui|ưa|ưi|ưu|ươi|ươu|uya|uyu|uây)"
)


def syllables(text: str) -> tuple[int, int]:
    """How many different words of `text` bear Vietnamese or foreign letters, and how many are syllables."""
    words = {word.lower() for word in _WORD.findall(text) if not word.isascii()}
    return len(words), sum(1 for word in words if _is_syllable(word))


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word)
    tones = [char for char in apart if char in _SIGNS]
    bare = unicodedata.normalize("NFC", "".join(char for char in apart if char not in _SIGNS))
    match = _SYLLABLE.fullmatch(bare)
    if match is None or len(tones) > 1:
        return False
    # A syllable that ends in a stop has the rising or the low tone.
    return match["coda"] not in ("c", "ch", "p", "t") or bool(tones and tones[0] in _SIGNS[3:])
