"""Keeps the current view of the index, and notices within a second that another process changed it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

import numpy as np

from portal.errors import Unavailable
from portal.search.cache import ByteCache
from portal.search.generations import Generations, damaged, missing
from portal.search.segments import Segment
from portal.search.view import Placed, View

_CHECK_SECONDS = 1.0
_ATTEMPTS = 10


class ViewKeeper:
    """Hands out the newest view; one thread replaces it while others go on with the one they have."""

    def __init__(self, generations: Generations, cache: ByteCache) -> None:
        self._generations = generations
        self._cache = cache
        self._lock = Lock()
        self._view: View | None = None
        self._state: tuple[str, int] | None = None
        self._index: Any = None
        self._popularity: Mapping[str, int] = {}
        self._check_at = float("-inf")

    def exists(self) -> bool:
        """Whether an index was ever written."""
        return self._generations.has_current()

    def expire(self) -> None:
        """Look for changes at the next call, whenever the last look was."""
        self._check_at = float("-inf")

    def current(self) -> View:
        """The newest view. Raises `Unavailable` when there is no index or it cannot be read."""
        view = self._view
        if view is not None and time.monotonic() < self._check_at:
            return view
        with self._lock:
            if time.monotonic() >= self._check_at:
                self._refresh()
            if self._view is None:
                raise damaged() if self.exists() else missing()
            return self._view

    def set_popularity(self, counts: Mapping[str, int]) -> None:
        """Rank and sort by these counts from now on."""
        with self._lock:
            self._popularity = dict(counts)
            if self._view is not None:
                self._view = self._view.with_popularity(self._popularity)

    def _refresh(self) -> None:
        """Take up what is on disk; tries again when a writer changed the files while they were being opened.

        A broken index is not looked at again before the next check, as finding it broken takes long.
        """
        check_at = time.monotonic() + _CHECK_SECONDS
        for _ in range(_ATTEMPTS):
            files = self._generations.current_files()
            try:
                self._view = self._look()
            except Unavailable:
                self._view, self._state = None, None
                if files == self._generations.current_files():
                    break
            else:
                break
        self._check_at = check_at

    def _look(self) -> View:
        name = self._generations.current_name()
        if self._state is None or self._state[0] != name:
            self._index = self._generations.open(name)
        state = (name, self._generations.latest_commit(self._index))
        if self._view is None or state != self._state:
            self._view = self._opened(self._index)
            self._state = state
        return self._view

    def _opened(self, index: Any) -> View:
        held = {segment.key: segment for segment in self._view.segments} if self._view else {}
        placed, offset = [], 0
        try:
            for reader in _leaf_readers(index):
                segment = held.get(str(reader.segment().segment_id())) or Segment(reader, self._cache)
                live = np.ones(segment.size, dtype=np.bool_)
                live[list(reader.segment().deleted_docs())] = False
                placed.append(Placed(segment, offset, live))
                offset += segment.size
        except Exception as error:
            raise damaged() from error
        return View(placed, self._popularity)


def _leaf_readers(index: Any) -> list[Any]:
    reader = index.reader()
    return [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
