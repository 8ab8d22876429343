"""Install lock files into the Python that runs this, showing how far it is: `install.py LOCK…`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PIP = [
    sys.executable,
    "-m",
    "pip",
    "--disable-pip-version-check",
    "--no-input",
    "install",
    "--progress-bar=off",
]


def install(lock: str) -> int:
    """Install exactly what `lock` names, checking every hash; returns pip's exit status."""
    total = len(re.findall(r"^\S+==", Path(lock).read_text(encoding="utf-8"), re.MULTILINE))
    command = [*PIP, "--require-hashes", "-r", lock]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pip:  # noqa: S603
        seen = 0
        for line in pip.stdout or ():
            if match := re.match(r"(?:Collecting|Requirement already satisfied:) (\S+?)==", line):
                seen += 1
                _show(f"{lock}: {seen}/{total} {match[1]}")
            elif line.startswith("Installing collected"):
                _show(f"{lock}: {total}/{total}, unpacking")
    _show("")
    return pip.returncode


def _show(text: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\x1b[K{text[:78]}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(max(install(lock) for lock in sys.argv[1:]))
