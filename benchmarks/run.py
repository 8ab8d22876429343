"""Runs every benchmark, each in a process of its own, and prints a line per figure: `make bench`.

    python -m benchmarks.run [--quick] [NAME…]

Exit status 1 when a figure falls short.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    *("search", "pages", "download", "personal_data"),
    *("tabular.ingest", "tabular.queries", "tabular.exports", "tabular.clients"),
)


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all; options are passed on."""
    options = [a for a in arguments if a.startswith("-")]
    names = [a for a in arguments if a not in options] or BENCHMARKS
    print("# name | ours | peer or limit | ratio | bar | verdict", flush=True)
    commands = ([sys.executable, "-m", f"benchmarks.{name}", *options] for name in names)
    return max(subprocess.run(command, check=False).returncode for command in commands)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
