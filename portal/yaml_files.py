"""YAML files of the project: schemas, vocabularies, sample data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The parser in C, where PyYAML was built with it, is ten times as fast; every command reads the schemas.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What the file holds, None when it is empty. Raises `yaml.YAMLError` with the line of a mistake."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe loader, either of them
