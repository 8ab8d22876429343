"""Takes a file in by a process of its own that may use only so much memory and time.

Parsers can be made to abort or to run for ever by a file of a few kilobytes; whatever happens there, the caller
gets a result or an `Invalid`.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO

from portal.errors import Invalid, Problem
from portal.i18n import format_number, language
from portal.i18n import gettext as _
from portal.tabular.ingest.child import ANSWER, Job, too_much_memory
from portal.tabular.ingest.result import TABLE, IngestResult, Limits
from portal.tabular.options import ReadingOptions

Progress = Callable[[str, float], None]
_log = logging.getLogger(__name__)
_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_CRASHES = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL}
_TIMEOUTS = {-signal.SIGXCPU, -signal.SIGKILL}
_ANSWER_BYTES = 64 * 1024 * 1024
_LINE_BYTES = 4096


def ingest(
    source: Path,
    filename: str,
    folder: Path,
    options: ReadingOptions,
    limits: Limits,
    on_progress: Progress | None = None,
) -> IngestResult:
    """Take in the table in `source`, uploaded as `filename`; `folder` is empty and keeps what is made.

    Raises `Invalid` for a file that cannot be read within the limits, is no table, or is not what its name
    says.
    """
    job = Job(
        source=str(source.absolute()),
        filename=filename,
        folder=str(folder.absolute()),
        options=options.to_dict(),
        language=language(),
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.seconds,
        output_bytes=limits.output_bytes,
    )
    with tempfile.TemporaryFile() as errors:
        status = _execute(job, limits.seconds, errors, on_progress or _ignore)
        if status != 0:
            _log.warning("taking in %s ended with status %s: %s", source.name, status, _tail(errors))
            raise Invalid([_explain(status, limits.seconds)])
    with (folder / ANSWER).open("rb") as answer:
        values = json.loads(answer.read(_ANSWER_BYTES))
    if "problems" in values:
        raise Invalid([Problem(**problem) for problem in values["problems"]])
    return IngestResult.from_dict(folder / TABLE, values)


def _ignore(_step: str, _share: float) -> None:
    """Nobody watches."""


def _execute(job: Job, seconds: int, errors: IO[bytes], on_progress: Progress) -> int:
    """Run the child to its end or to the deadline; returns its exit status, negative for a signal."""
    command = [sys.executable, "-s", "-m", "portal.tabular.ingest.child", json.dumps(asdict(job))]
    # Secrets in the environment are not for a process that reads strangers' files.
    environment = {
        "PYTHONPATH": str(_PACKAGE_ROOT),
        "PYTHONUTF8": "1",
        "PATH": os.defpath,
        "TMPDIR": job.folder,
        # Address space that is set aside for threads which never run counts as memory used: 500 MB of it.
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }
    with subprocess.Popen(  # noqa: S603 - our own interpreter, the arguments are JSON
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            return _watch(process, time.monotonic() + seconds, on_progress)
        finally:
            process.kill()


def _watch(process: subprocess.Popen[bytes], deadline: float, on_progress: Progress) -> int:
    assert process.stdout is not None
    lines = process.stdout
    os.set_blocking(lines.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(lines, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                break
            text = os.read(lines.fileno(), _LINE_BYTES)
            if not text:
                return _ended(process, left)
            _pass_on(text, on_progress)
    return -signal.SIGKILL


def _ended(process: subprocess.Popen[bytes], seconds: float) -> int:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL


def _pass_on(text: bytes, on_progress: Progress) -> None:
    """The last whole line; anything else that the child prints is nobody's business."""
    try:
        step, share = json.loads(text.splitlines()[-1])
        on_progress(str(step), float(share))
    except (ValueError, TypeError, IndexError):
        return


def _tail(errors: IO[bytes]) -> str:
    """The end of what the child wrote to standard error, for the log."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 800))
    return errors.read().decode(errors="replace")


def _explain(status: int, seconds: int) -> Problem:
    if status in _TIMEOUTS:
        message = _("Đọc tệp quá %(seconds)s giây nên đã dừng. Hãy tách tệp.", seconds=format_number(seconds))
        return Problem("file", "too_slow", message)
    if status in _CRASHES:
        return too_much_memory()
    return Problem("file", "unreadable", _("Không đọc được tệp: nội dung hỏng hoặc không đúng định dạng."))
