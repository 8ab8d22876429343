"""The program `portal`, for those who run the portal: one file per group of commands."""

from portal.cli.program import main

__all__ = ["main"]
