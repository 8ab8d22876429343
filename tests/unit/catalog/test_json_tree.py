"""A JSON document as a tree: everything of a small one, the beginning of a large one, and never a crash."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.json_tree import DEEPEST, MOST_CHILDREN, MOST_NODES, Node, json_tree

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=30,
)


def value_of(node: Node) -> Any:
    if node.kind == "value":
        return json.loads(node.text)
    if node.kind == "list":
        return [value_of(child) for child in node.children]
    return {child.name: value_of(child) for child in node.children}


def nodes(node: Node) -> int:
    return 1 + sum(map(nodes, node.children))


def depth(node: Node) -> int:
    return 1 + max(map(depth, node.children), default=0)


@given(VALUES)
def test_a_small_document_is_shown_whole(value: Any) -> None:
    tree = json_tree(value)
    if depth(tree) <= DEEPEST:
        assert value_of(tree) == value


def test_a_long_list_says_how_much_is_left_out() -> None:
    tree = json_tree(list(range(1000)))
    assert (len(tree.children), tree.count, tree.left_out) == (MOST_CHILDREN, 1000, 1000 - MOST_CHILDREN)


def test_a_large_document_is_cut() -> None:
    assert nodes(json_tree([[[1] * 50] * 50] * 50)) <= MOST_NODES


def test_a_deep_document_is_cut() -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]
    assert depth(json_tree(value)) <= DEEPEST + 1


def test_a_long_value_is_cut() -> None:
    assert len(json_tree("x" * 10_000).text) < 400
