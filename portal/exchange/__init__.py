"""Formats that leave the house: tables, feeds."""
