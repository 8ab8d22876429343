"""Changes an index: adds, replaces, deletes, rebuilds. One process at a time; others wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from whoosh.index import FileIndex  # type: ignore[import-untyped]
from whoosh.query import Or, Term  # type: ignore[import-untyped]

from portal.search.analysis import Analyzer
from portal.search.generations import Generations
from portal.search.protocol import SearchDocument
from portal.search.schema import document_fields, encodable, index_codec

_DELETE_BATCH = 500
_UPDATE_MEGABYTES = 64
_REBUILD_MEGABYTES = 256


class Writer:
    """Writes the index in a folder."""

    def __init__(self, generations: Generations, analyzer: Analyzer) -> None:
        self._generations = generations
        self._analyzer = analyzer

    def replace(self, documents: Iterable[SearchDocument]) -> None:
        """Add documents, dropping what was held under their ids; of two with one id the last counts."""
        by_id = {encodable(document.id): document for document in documents}
        if by_id:
            self._change(list(by_id), by_id.values())

    def delete(self, ids: Iterable[str]) -> None:
        """Drop documents; does nothing where there is no index."""
        doomed = [encodable(identity) for identity in dict.fromkeys(ids)]
        if doomed and self._generations.has_current():
            self._change(doomed, ())

    def rebuild(self, documents: Iterable[SearchDocument], on_progress: Callable[[int], None] | None) -> int:
        """Write a new generation and switch to it; of two documents with one id the first counts.

        The write lock is held from before the first document is drawn until the switch, so an update from
        elsewhere waits and is then applied to the new generation. Hand over a generator that reads the
        database as it goes: what was read before the call may be older than an update that came in between.
        """
        with self._generations.writing():
            name, index = self._generations.create()
            try:
                count = self._fill(index, documents, on_progress)
                self._generations.switch(name)
            except BaseException:
                self._generations.discard(name)
                raise
        return count

    def _change(self, doomed: list[str], documents: Iterable[SearchDocument]) -> None:
        with self._generations.writing():
            index = self._current_or_new()
            with _writer(index, _UPDATE_MEGABYTES) as writer:
                _delete(index, writer, doomed)
                for document in documents:
                    writer.add_document(**document_fields(document, self._analyzer))

    def _current_or_new(self) -> FileIndex:
        if not self._generations.has_current():
            name, _ = self._generations.create()
            self._generations.switch(name)
        return self._generations.open(self._generations.current_name())

    def _fill(
        self,
        index: FileIndex,
        documents: Iterable[SearchDocument],
        on_progress: Callable[[int], None] | None,
    ) -> int:
        seen: set[str] = set()
        with _writer(index, _REBUILD_MEGABYTES) as writer:
            for document in documents:
                if document.id in seen:
                    continue
                seen.add(document.id)
                writer.add_document(**document_fields(document, self._analyzer))
                if on_progress is not None:
                    on_progress(len(seen))
        return len(seen)


@contextmanager
def _writer(index: FileIndex, limit_megabytes: int) -> Iterator[Any]:
    writer = index.writer(codec=index_codec(), limitmb=limit_megabytes, timeout=10.0)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _delete(index: FileIndex, writer: Any, ids: list[str]) -> None:
    with index.searcher() as searcher:
        for start in range(0, len(ids), _DELETE_BATCH):
            terms = [Term("id", identity) for identity in ids[start : start + _DELETE_BATCH]]
            writer.delete_by_query(Or(terms), searcher=searcher)
