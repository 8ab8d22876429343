"""The process that reads one uploaded table: `python -m portal.tabular.worker` with the job as JSON argument.

It limits itself before it looks at the file, writes its answer as JSON to standard output and ends. Only
`sandbox` starts it.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.i18n import use_language
from portal.tabular.report import TableReport


@dataclass(frozen=True)
class Job:
    """One file to read and the limits to read it under."""

    source: str
    filename: str
    output: str
    language: str
    memory_bytes: int
    cpu_seconds: int
    output_bytes: int


def run(job: Job) -> dict[str, object]:
    """Read the table; the answer holds either `report` or `problems`."""
    try:
        # Imported under the limits, as everything that touches the file.
        from portal.tabular.options import ReadingOptions
        from portal.tabular.reading.table import read_table

        read = read_table(Path(job.source), job.filename, Path(job.output), ReadingOptions())
        return {"report": asdict(TableReport.of(read))}
    except Invalid as refusal:
        return {"problems": [asdict(problem) for problem in refusal.problems]}
    except MemoryError:
        return {"problems": [asdict(too_much_memory())]}
    except OSError as error:
        return {"problems": [asdict(_unwritable(error))]}


def too_much_memory() -> Problem:
    """The file needs more memory than it is given."""
    message = _("Tệp cần quá nhiều bộ nhớ để đọc. Hãy tách tệp hoặc lưu dưới dạng CSV rồi tải lên.")
    return Problem("file", "too_much_memory", message)


def _unwritable(error: OSError) -> Problem:
    message = _("Không ghi được bảng đã đọc: tệp quá lớn hoặc máy chủ hết chỗ. Hãy báo quản trị viên.")
    print(error, file=sys.stderr)
    return Problem("file", "not_written", message)


def _limit(job: Job) -> None:
    for kind, value in (
        (resource.RLIMIT_AS, job.memory_bytes),
        (resource.RLIMIT_CPU, job.cpu_seconds),
        (resource.RLIMIT_FSIZE, job.output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def main() -> None:
    """Run the job given as the only argument."""
    job = Job(**json.loads(sys.argv[1]))
    _limit(job)
    with use_language(job.language):
        answer = run(job)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
