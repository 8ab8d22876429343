"""Read an uploaded table in a process of its own that may use only so much memory and time.

Parsers of spreadsheets can be made to abort or to run for ever by a file of a few kilobytes; whatever
happens there, the caller gets a report or an `Invalid`.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import IO

from portal.errors import Invalid, Problem
from portal.i18n import format_number, language
from portal.i18n import gettext as _
from portal.tabular.limits import MAX_OUTPUT_BYTES, MIB
from portal.tabular.report import TableReport
from portal.tabular.worker import Job, too_much_memory

_log = logging.getLogger(__name__)
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_ANSWER_BYTES = 8 * MIB
_CRASHES = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL}
_TIMEOUTS = {-signal.SIGXCPU, -signal.SIGKILL}


def ingest(
    source: Path,
    filename: str,
    output: Path,
    *,
    memory_bytes: int,
    seconds: int,
    output_bytes: int = MAX_OUTPUT_BYTES,
) -> TableReport:
    """Write the table in `source`, uploaded as `filename`, to `output` as normalised UTF-8 CSV.

    `output` appears complete or not at all. Raises `Invalid` for a file that cannot be read within
    `memory_bytes` and `seconds`, is no table, or is not what its name says.
    """
    part = output.with_name(f"{output.name}.part")
    job = Job(
        source=str(source.absolute()),
        filename=filename,
        output=str(part.absolute()),
        language=language(),
        memory_bytes=memory_bytes,
        cpu_seconds=seconds,
        output_bytes=output_bytes,
    )
    try:
        report = _run(job, seconds)
        part.replace(output)
        return report
    finally:
        for leftover in (part, part.with_name(f"{part.name}.narrow")):
            leftover.unlink(missing_ok=True)


def _run(job: Job, seconds: int) -> TableReport:
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        status = _execute(job, seconds, answer, errors)
        if status != 0:
            _log.warning("reading %s ended with status %s: %s", job.source, status, _tail(errors))
            raise Invalid([_explain(status, seconds)])
        answer.seek(0)
        values = json.loads(answer.read(_ANSWER_BYTES))
    if "problems" in values:
        raise Invalid([Problem(**problem) for problem in values["problems"]])
    return TableReport.from_dict(values["report"])


def _execute(job: Job, seconds: int, answer: IO[bytes], errors: IO[bytes]) -> int:
    """Run the worker to its end or to the deadline; returns its exit status, negative for a signal."""
    command = [sys.executable, "-s", "-m", "portal.tabular.worker", json.dumps(asdict(job))]
    # Secrets in the environment are not for a process that reads strangers' files.
    environment = {"PYTHONPATH": str(_PACKAGE_ROOT), "PYTHONUTF8": "1", "PATH": os.defpath}
    with subprocess.Popen(  # noqa: S603 - our own interpreter, the arguments are JSON
        command,
        stdin=subprocess.DEVNULL,
        stdout=answer,
        stderr=errors,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            process.kill()


def _tail(errors: IO[bytes]) -> str:
    """The end of what the worker wrote to standard error, for the log."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 500))
    return errors.read().decode(errors="replace")


def _explain(status: int, seconds: int) -> Problem:
    if status in _TIMEOUTS:
        message = _("Đọc tệp quá %(seconds)s giây nên đã dừng. Hãy tách tệp.", seconds=format_number(seconds))
        return Problem("file", "too_slow", message)
    if status in _CRASHES:
        return too_much_memory()
    return Problem("file", "unreadable", _("Không đọc được tệp: nội dung hỏng hoặc không đúng định dạng."))
