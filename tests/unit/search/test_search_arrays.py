"""The pieces below the index: cache, postings, facets as arrays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portal.search.cache import ByteCache
from portal.search.facets import facet_array
from portal.search.postings import WEIGHT_STEP, from_everywhere, quantized, strict, union

WEIGHTS = st.lists(st.sampled_from([0, 0, 0, 0, 30, -90]), min_size=1, max_size=80).map(
    lambda values: np.array(values, dtype=np.int8)
)


def test_the_cache_forgets_what_was_not_used_for_longest() -> None:
    cache = ByteCache(10_000)
    made: list[int] = []

    def value(number: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        def make() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
            made.append(number)
            return np.zeros(2_600, dtype=np.uint8)

        return cache.get(number, make)

    for number in (1, 2, 3, 1, 4, 1, 2):
        value(number)
    assert made == [1, 2, 3, 4, 2]
    assert cache.held_bytes <= 10_000


@given(WEIGHTS, st.data())
def test_a_posting_tells_the_weight_of_any_record(weights: np.ndarray, data: st.DataObject) -> None:
    posting = from_everywhere(weights)
    asked = np.array(sorted(data.draw(st.sets(st.integers(0, len(weights) - 1)))), dtype=np.intp)
    assert posting.at(asked).tolist() == weights[asked].tolist()
    assert posting.everywhere().tolist() == weights.tolist()
    assert posting.count == np.count_nonzero(weights)
    visible = np.arange(len(weights)) % 2 == 0
    assert posting.among(visible).tolist() == np.flatnonzero(visible & (weights != 0)).tolist()


def test_a_few_look_ups_in_a_sparse_posting_are_right() -> None:
    weights = np.zeros(1000, dtype=np.int8)
    weights[[5, 500]] = 2
    posting = from_everywhere(weights)
    assert posting.at(np.array([4, 5, 6, 500, 999])).tolist() == [0, 2, 0, 2, 0]


@given(st.lists(st.floats(-2, 2, width=32)))
def test_quantized_weights_keep_sign_presence_and_nearly_their_value(values: list[float]) -> None:
    weights = np.array(values, dtype=np.float32)
    steps = quantized(weights)
    assert np.sign(steps).tolist() == np.sign(weights).tolist()
    assert np.abs(steps * WEIGHT_STEP - weights).max(initial=0) <= WEIGHT_STEP


@given(WEIGHTS, WEIGHTS)
def test_a_union_holds_the_heavier_weight_and_any_title(one: np.ndarray, two: np.ndarray) -> None:
    size = min(len(one), len(two))
    joined = union(map(from_everywhere, (one[:size], two[:size])), size).everywhere()
    assert np.abs(joined).tolist() == np.maximum(abs(one[:size]), abs(two[:size])).tolist()
    assert (joined < 0).tolist() == ((one[:size] < 0) | (two[:size] < 0)).tolist()


def test_an_accented_word_is_where_it_is_exact_or_folded_in_a_plain_record() -> None:
    exact, folded = (from_everywhere(np.array(v, dtype=np.int8)) for v in ([9, 0, 0, 0], [9, 9, -9, 1]))
    joined = strict(exact, folded, np.array([False, False, True, True])).everywhere()
    assert joined.tolist() == [9, 0, -5, 1]


@given(st.lists(st.sets(st.integers(0, 11)), min_size=1, max_size=30), st.data())
def test_facets_count_and_filter_like_sets(records: list[set[int]], data: st.DataObject) -> None:
    holders = [[n for n, codes in enumerate(records) if code in codes] for code in range(12)]
    facet = facet_array([f"v{code}" for code in range(12)], holders, len(records))
    ids = sorted(data.draw(st.sets(st.integers(0, len(records) - 1))))
    counts = facet.count(np.array(ids, dtype=np.intp))
    assert counts.tolist() == [sum(code in records[n] for n in ids) for code in range(12)]
    wanted = data.draw(st.sets(st.integers(0, 13)))
    mask = facet.mask([f"v{code}" for code in wanted], len(records))
    assert mask.tolist() == [bool(wanted & codes) for codes in records]
