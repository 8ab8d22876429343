"""Make sure that the browser tests have a browser; exit with the one command to run if they do not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "apt-get update && apt-get install -y chromium"


def is_there() -> bool:
    """Whether a browser is on the path."""
    return any(shutil.which(name) for name in NAMES)


def main() -> int:
    """Install Debian's Chromium when root may; returns the exit status."""
    if is_there():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests…", flush=True)
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["sh", "-c", f"({INSTALL}) >/dev/null"], env=environ, check=False)  # noqa: S603, S607
    if not is_there():
        print(f"The browser tests need Chromium. As root: {INSTALL}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
