"""The process that takes one file in: `python -m portal.tabular.ingest.child` with the job as JSON argument.

It limits itself before it looks at the file, tells its progress line by line on standard output, leaves its
answer as `answer.json` in the folder of the work and ends. Only `sandbox` starts it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portal.errors import Invalid, Problem
from portal.i18n import gettext as _
from portal.i18n import use_language
from portal.tabular.options import ReadingOptions

ANSWER = "answer.json"


@dataclass(frozen=True)
class Job:
    """One file to take in and the limits to do it under."""

    source: str
    filename: str
    folder: str
    options: dict[str, Any]
    language: str
    memory_bytes: int
    cpu_seconds: int
    output_bytes: int


def run(job: Job) -> dict[str, Any]:
    """Take the table in; the answer holds either the result or `problems`."""
    try:
        # Imported under the limits, as everything that touches the file.
        from portal.tabular.ingest.pipeline import Work, run

        work = Work(
            source=Path(job.source),
            filename=job.filename,
            folder=Path(job.folder),
            options=ReadingOptions.from_dict(job.options),
            memory_bytes=job.memory_bytes,
            on_progress=_tell,
        )
        result = run(work)
        return {
            "report": result.report.to_dict(),
            "profile": [asdict(each) for each in result.profile],
            "first_page": asdict(result.first_page),
            "terms": result.terms,
            "findings": [finding.to_dict() for finding in result.findings],
        }
    except Invalid as refusal:
        return {"problems": [asdict(problem) for problem in refusal.problems]}
    except MemoryError:
        return {"problems": [asdict(too_much_memory())]}
    except OSError as error:
        return {"problems": [asdict(_unwritable(error))]}
    except Exception as error:
        if "Out of Memory" in str(error):
            return {"problems": [asdict(too_much_memory())]}
        raise


def too_much_memory() -> Problem:
    """The file needs more memory than it is given."""
    message = _("Tệp cần quá nhiều bộ nhớ để đọc. Hãy tách tệp hoặc lưu dưới dạng CSV rồi tải lên.")
    return Problem("file", "too_much_memory", message)


def _unwritable(error: OSError) -> Problem:
    message = _("Không ghi được bảng đã đọc: tệp quá lớn hoặc máy chủ hết chỗ. Hãy báo quản trị viên.")
    print(error, file=sys.stderr)
    return Problem("file", "not_written", message)


def _tell(step: str, share: float) -> None:
    print(json.dumps([step, share]), flush=True)


def _limit(job: Job) -> None:
    os.nice(10)  # people who wait for a page come first
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
    (Path(job.folder) / ANSWER).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
