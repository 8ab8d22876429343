"""Finds personal data in the columns of a table, and masks it: what a city may not publish by oversight."""

from portal.tabular.personal.findings import Finding, Kind, Level
from portal.tabular.personal.masking import masked_sql
from portal.tabular.personal.scanning import scan

__all__ = ["Finding", "Kind", "Level", "masked_sql", "scan"]
