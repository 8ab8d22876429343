"""Reads a statement without running it: which tables it names, and whether it does nothing but read them.

Works on the tree of DuckDB's own parser, so that what is checked is what would be run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
"""The only functions that may stand where a table does."""

_SOURCES = frozenset(
    {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT", "CTE"}
)
_QUERIES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
# They tell of settings, paths, other statements or the catalogue, wait, run text as SQL, or are DuckDB's own
# and trust what they are given.
_REFUSED_FUNCTIONS = re.compile(
    r"(?:current_setting|current_query|getenv|getvariable|query|query_table|sleep_ms|write_log|format_type"
    r"|get_block_size|which_secret|json_execute_serialized_sql|json_serialize_plan|nextval|currval|setval"
    r"|combine|combine_aggr|finalize|to_aggregate_state|index_key|stats|vector_type|.*_byte_comparable|__.*"
    r"|(?:read|duckdb|pragma|pg|parquet|sniff|has|inet)_.*|.*_(?:scan|description))",
    re.IGNORECASE,
)
_NO_SELECT = "Only SELECT statements"


class Refused(Exception):
    """The statement is not run. `code` names the reason, `text` quotes what it is about."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


def tables_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """The names of the tables that `sql` reads, each once, as it spells one of them. Raises `Refused`."""
    try:
        nodes = list(_nodes(_tree(connection, sql)))
    except RecursionError:
        raise Refused("too_deep") from None
    found: dict[str, str] = {}
    for node, own in nodes:
        _refuse(node)
        if node.get("type") == "BASE_TABLE" and "class" not in node and node["table_name"].lower() not in own:
            found.setdefault(node["table_name"].lower(), node["table_name"])
    return list(found.values())


def _tree(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise Refused("syntax", str(error)) from None
    if len(statements) > 1:
        raise Refused("many_statements")
    if not statements:
        raise Refused("empty")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise Refused("not_select")
    found = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    assert found is not None
    tree = json.loads(found[0])
    if tree["error"]:
        text = str(tree["error_message"])
        raise Refused("not_select" if text.startswith(_NO_SELECT) else "syntax", text)
    if len(tree["statements"]) != 1:
        raise Refused("many_statements")
    return tree["statements"]


def _nodes(tree: Any) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    """Every object of the tree, however deep, and the names that queries of WITH clauses have there."""
    waiting: list[tuple[Any, frozenset[str]]] = [(tree, frozenset())]
    while waiting:
        found, own = waiting.pop()
        if isinstance(found, dict):
            for entry in _named_queries(found):
                # A query sees those before it; itself only if it is recursive.
                name = frozenset({entry["key"].lower()})
                kind = entry["value"]["query_node"]["type"]
                waiting.append((entry, own | name if kind == "RECURSIVE_CTE_NODE" else own))
                own |= name
            yield found, own
            waiting.extend((value, own) for key, value in found.items() if key != "cte_map")
        elif isinstance(found, list):
            waiting.extend((value, own) for value in found)


def _refuse(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if "modifiers" in node and kind not in _QUERIES:
        raise Refused("not_select")
    if isinstance(kind, str) and "alias" in node and "class" not in node:
        _refuse_source(node, kind)
    name = node.get("function_name")
    if name and (_is_qualified(node, "schema", "catalog") or _REFUSED_FUNCTIONS.fullmatch(name)):
        raise Refused("function", name)


def _refuse_source(node: dict[str, Any], kind: str) -> None:
    if kind not in _SOURCES:
        raise Refused("source", kind)
    if kind == "BASE_TABLE" and (_is_qualified(node, "schema_name", "catalog_name") or node["at_clause"]):
        raise Refused("qualified", ".".join(node["qualified_name"]["path"]))
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", ""))
        if name.lower() not in TABLE_FUNCTIONS:
            raise Refused("function", name)


def _is_qualified(node: dict[str, Any], *parts: str) -> bool:
    path = node.get("qualified_name", {}).get("path", [])
    return len(path) > 1 or any(node.get(part) for part in parts)


def _named_queries(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a WITH clause."""
    entries: list[dict[str, Any]] = (node.get("cte_map") or {}).get("map", [])
    return entries
