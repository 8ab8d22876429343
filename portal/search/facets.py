"""The values of one facet in a segment, as arrays that are counted and filtered at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portal.search.postings import Ids, Mask

_MAX_LAYERS = 6


@dataclass(frozen=True)
class FacetArray:
    """One facet of a segment.

    `layers[i]` holds the i-th value of each record: its place in `values` plus one, or 0 for none. Records
    with more values than there are layers have the rest in the pairs `extra_docs`, `extra_codes`.
    """

    values: tuple[str, ...]
    layers: tuple[Ids, ...]
    extra_docs: Ids
    extra_codes: Ids

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return int(sum(layer.nbytes for layer in self.layers) + 2 * self.extra_docs.nbytes)

    @cached_property
    def codes(self) -> dict[str, int]:
        """The place of each value, plus one."""
        return {value: number for number, value in enumerate(self.values, start=1)}

    def count(self, ids: Ids) -> NDArray[np.intp]:
        """How many of the records `ids` have each of `values`."""
        counts = np.zeros(len(self.values) + 1, dtype=np.intp)
        for layer in self.layers:
            counts += np.bincount(layer[ids], minlength=len(counts))
        if len(self.extra_docs):
            found = np.zeros(len(self.layers[0]), dtype=np.bool_)
            found[ids] = True
            counts += np.bincount(self.extra_codes[found[self.extra_docs]], minlength=len(counts))
        return counts[1:]

    def mask(self, values: Iterable[str], size: int) -> Mask:
        """Which of the `size` records have any of `values`."""
        wanted = np.zeros(len(self.values) + 1, dtype=np.bool_)
        wanted[[self.codes[value] for value in values if value in self.codes]] = True
        passed = np.zeros(size, dtype=np.bool_)
        if wanted.any():
            for layer in self.layers:
                passed |= wanted[layer]
            passed[self.extra_docs[wanted[self.extra_codes]]] = True
        return passed


def facet_array(values: Sequence[str], holders: Sequence[Sequence[int]], size: int) -> FacetArray:
    """Lay out a facet; `holders[i]` are the records that have `values[i]`."""
    lengths = [len(ids) for ids in holders]
    docs = np.fromiter((i for ids in holders for i in ids), dtype=np.intp, count=sum(lengths))
    codes = np.repeat(np.arange(1, len(values) + 1), lengths)
    by_doc = np.lexsort((codes, docs))
    docs, codes = docs[by_doc], codes[by_doc]
    starts = np.searchsorted(docs, np.arange(size + 1))
    nth = np.arange(len(docs)) - starts[docs]
    layers = []
    for number in range(min(int(nth.max(initial=-1)) + 1, _MAX_LAYERS)):
        layer = np.zeros(size, dtype=np.intp)
        layer[docs[nth == number]] = codes[nth == number]
        layers.append(layer)
    rest = nth >= _MAX_LAYERS
    return FacetArray(tuple(values), tuple(layers), docs[rest], codes[rest])
