"""Text without case and diacritics in SQL: what is stored to be searched, and what is searched for, alike."""

from __future__ import annotations


def folded(sql: str) -> str:
    """SQL that folds a text: of Latin letters what `portal.text.fold` does; strip_accents leaves đ as it is."""
    return f"lower(strip_accents(translate({sql}, 'đĐðÐ', 'dDdD')))"
