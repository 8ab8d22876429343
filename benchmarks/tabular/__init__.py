"""Tables: questions, exports and many clients at once, beside bare DuckDB and SQLite."""
