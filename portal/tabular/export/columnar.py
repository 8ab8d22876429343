"""Parquet: columns under their keys with their types."""

from __future__ import annotations

from portal.tabular.export.plan import ExportOptions, Plan, Rows, quoted


def parquet_plan(rows: Rows, _options: ExportOptions) -> Plan:
    """What the table holds without the columns that only the portal needs."""
    typed = (f"CAST({quoted(c.key)} AS {c.type.sql}) AS {quoted(c.key)}" for c in rows.columns)
    return Plan(", ".join(typed), "FORMAT parquet, COMPRESSION zstd")
