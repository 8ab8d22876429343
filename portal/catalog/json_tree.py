"""A JSON document as a tree that a page can show: names, values, and how much was left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_CHILDREN = 50
MOST_NODES = 1500
DEEPEST = 12
LONGEST_VALUE = 300


@dataclass(frozen=True)
class Node:
    """A value. `name` is its key or place, `count` how many values it holds, `left_out` how many are not shown.

    `text` is JSON for a plain value, empty for an object or a list.
    """

    name: str
    kind: str
    text: str = ""
    count: int = 0
    children: tuple[Node, ...] = ()
    left_out: int = 0


def json_tree(value: Any) -> Node:
    """The tree of a parsed document, at most `MOST_NODES` values of it."""
    return _Growing(MOST_NODES).node("", value, 0)


@dataclass
class _Growing:
    left: int

    def node(self, name: str, value: Any, depth: int) -> Node:
        self.left -= 1
        if isinstance(value, dict):
            return self._holder(name, "object", iter(value.items()), len(value), depth)
        if isinstance(value, list):
            items = ((str(at), each) for at, each in enumerate(value))
            return self._holder(name, "list", items, len(value), depth)
        text = json.dumps(value, ensure_ascii=False)
        return Node(name, "value", text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…")

    def _holder(self, name: str, kind: str, items: Iterator[tuple[str, Any]], count: int, depth: int) -> Node:
        children: list[Node] = []
        while depth < DEEPEST and len(children) < min(count, MOST_CHILDREN) and self.left > 0:
            key, value = next(items)
            children.append(self.node(key, value, depth + 1))
        return Node(name, kind, "", count, tuple(children), count - len(children))
