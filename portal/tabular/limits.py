"""How large a table may be. Past these the file is refused with a sentence, before it costs memory."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_FIELD_CHARS = 8 * MIB
"""One cell, and one line of a text file."""

MAX_COLUMNS = 1_000
MAX_RECORD_LINES = 1_000
"""Lines one record may span. Beyond it a quote was opened and never closed."""

MAX_SHEET_CELLS = 20_000_000
"""Rows times columns from the first used cell of a sheet to the last; 1,048,576 rows of 19 columns."""

MAX_ARCHIVE_ENTRIES = 20_000
MAX_DIRECTORY_BYTES = 8 * MIB
"""The table of contents of a ZIP archive, which is read into memory."""

MAX_UNPACKED_BYTES = 1024 * MIB
"""A workbook, or all that a ZIP holds, when unpacked."""

MAX_OUTPUT_BYTES = 4096 * MIB
"""The normalised CSV."""
