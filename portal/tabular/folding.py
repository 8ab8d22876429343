"""Text without case and diacritics in SQL: cells of one column, where the stored folded text of the row is too much."""

from __future__ import annotations


def folded(sql: str) -> str:
    """SQL that folds a text: of Latin letters what `portal.text.fold` does; strip_accents leaves đ as it is."""
    return f"lower(strip_accents(translate({sql}, 'đĐðÐ', 'dDdD')))"
