"""What has been tried against public SQL: the statement, and which ends are good ones."""

from __future__ import annotations

from dataclasses import dataclass

REFUSED = frozenset(
    {
        "not_select",
        "many_statements",
        "source",
        "function",
        "qualified",
        "syntax",
        "unknown_table",
        "too_deep",
    }
)
"""Never run."""
FAILED = frozenset({"failed"})
"""Begun, and ended by DuckDB with a message that tells nothing."""
STOPPED = frozenset({"memory", "deadline"})
"""Ran into a limit; the worker may be dead."""
HARMLESS = frozenset({"answered"})


@dataclass(frozen=True)
class Attack:
    """A statement. `{path}` stands for the Parquet file of a table that the asker may not read."""

    name: str
    sql: str
    ends: frozenset[str]


def _all(ends: frozenset[str], **statements: str) -> list[Attack]:
    return [Attack(name, sql, ends) for name, sql in statements.items()]


FILES = _all(
    REFUSED,
    read_csv="SELECT * FROM read_csv('/etc/passwd', header=false)",
    read_csv_auto="SELECT * FROM read_csv_auto('/etc/passwd')",
    read_text="SELECT * FROM read_text('/etc/passwd')",
    read_blob="SELECT * FROM read_blob('/etc/shadow')",
    read_json="SELECT * FROM read_json('/etc/passwd')",
    read_environment="SELECT * FROM read_text('/proc/self/environ')",
    read_other_parquet="SELECT * FROM read_parquet('{path}')",
    read_parent_folder="SELECT * FROM read_parquet('../*.parquet')",
    read_in_column="SELECT (SELECT content FROM read_text('/etc/passwd'))",
    read_in_named_query="WITH a AS (FROM read_text('/etc/passwd')) FROM a",
    read_lateral="SELECT * FROM truong t, LATERAL (SELECT * FROM read_text('/etc/' || 'passwd')) x",
    read_as_scalar="SELECT read_text('/etc/passwd')",
    read_as_method="SELECT '/etc/passwd'.read_text()",
    file_as_table="SELECT * FROM '/etc/passwd'",
    parquet_as_table="SELECT * FROM '{path}'",
    parquet_as_quoted_table='SELECT * FROM "{path}"',
    http="SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
    http_as_table="SELECT * FROM 'https://example.org/x.parquet'",
    glob="SELECT * FROM glob('/etc/*')",
    sniff_csv="SELECT * FROM sniff_csv('/etc/passwd')",
    parquet_metadata="SELECT * FROM parquet_metadata('{path}')",
    parquet_schema="SELECT * FROM parquet_schema('{path}')",
    parquet_scan="SELECT * FROM parquet_scan('{path}')",
    quoted_function="SELECT * FROM \"read_text\"('/etc/passwd')",
    copy_out="COPY (SELECT 1) TO '/tmp/out.csv'",
    copy_in="COPY truong FROM '/etc/passwd'",
    export="EXPORT DATABASE '/tmp/out'",
    import_="IMPORT DATABASE '/tmp/out'",
    attach_file="ATTACH '/tmp/x.db' AS x",
    attach_read="ATTACH '{path}' AS x (READ_ONLY)",
    install="INSTALL httpfs",
    load="LOAD httpfs",
    load_file="LOAD '/tmp/x.duckdb_extension'",
    query_text="SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    query_table="SELECT * FROM query_table('{path}')",
    serialized="SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
)
SETTINGS = _all(
    REFUSED,
    set="SET memory_limit = '100GB'",
    set_access="SET enable_external_access = true",
    reset="RESET lock_configuration",
    pragma="PRAGMA threads = 8",
    pragma_show="PRAGMA show_tables",
    set_variable="SET VARIABLE a = 1",
    secret="CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')",
    getenv="SELECT getenv('HOME')",
    python_variable="SELECT * FROM tables",
    python_module="SELECT * FROM sys",
    current_setting="SELECT current_setting('allowed_paths')",
    quoted_current_setting="SELECT \"CURRENT_SETTING\"('allowed_paths')",
    getvariable="SELECT getvariable('a')",
)
STATEMENTS = _all(
    REFUSED,
    create_table="CREATE TABLE a AS SELECT 1",
    create_view="CREATE VIEW a AS SELECT 1",
    create_macro="CREATE MACRO f() AS 1",
    create_type="CREATE TYPE a AS ENUM ('x')",
    drop_view="DROP VIEW truong",
    insert="INSERT INTO truong VALUES (1)",
    insert_within="WITH a AS (INSERT INTO truong VALUES (1) RETURNING *) FROM a",
    update="UPDATE truong SET ten = ''",
    delete="DELETE FROM truong",
    truncate="TRUNCATE truong",
    attach_memory="ATTACH ':memory:' AS x",
    detach="DETACH memory",
    use="USE main",
    load_json="LOAD json",
    call="CALL pragma_version()",
    prepare="PREPARE a AS SELECT 1",
    execute="EXECUTE a",
    explain="EXPLAIN SELECT 1",
    explain_analyze="EXPLAIN ANALYZE SELECT 1",
    checkpoint="CHECKPOINT",
    vacuum="VACUUM",
    begin="BEGIN",
    two_statements="SELECT 1; SELECT 2",
    hidden_second="SELECT 1; DROP VIEW truong",
    second_after_comment="SELECT 1 /* ; */; -- ;\n DROP VIEW truong",
    pivot_statement="PIVOT truong ON phuong USING sum(hoc_sinh)",
    out_of_the_frame="SELECT 1) AS a; DROP VIEW truong; SELECT * FROM (SELECT 1",
)
CATALOGUE = _all(
    REFUSED,
    views="SELECT sql FROM duckdb_views()",
    settings="SELECT * FROM duckdb_settings()",
    secrets="SELECT * FROM duckdb_secrets()",
    functions="SELECT * FROM duckdb_functions()",
    logs="SELECT * FROM duckdb_logs()",
    information_schema="SELECT * FROM information_schema.tables",
    pg_catalog="SELECT * FROM pg_catalog.pg_class",
    pg_settings="SELECT * FROM pg_settings",
    pg_views="SELECT * FROM pg_views",
    sqlite_master="SELECT sql FROM sqlite_master",
    duckdb_views_table="SELECT * FROM duckdb_views",
    system_schema="SELECT * FROM system.main.duckdb_tables",
    own_schema="SELECT * FROM main.truong",
    own_catalog="SELECT * FROM memory.main.truong",
    viewdef="SELECT pg_get_viewdef(1)",
    viewdef_qualified="SELECT pg_catalog.pg_get_viewdef(1)",
    show="SHOW TABLES",
    show_within="SELECT * FROM (SHOW ALL TABLES)",
    describe="DESCRIBE truong",
    summarize="SELECT * FROM (SUMMARIZE truong)",
    qualified_function="SELECT main.current_setting('allowed_paths')",
    time_travel="SELECT * FROM truong AT (VERSION => 1)",
    current_query="SELECT current_query()",
    pragma_function="SELECT * FROM pragma_database_size()",
    test_all_types="SELECT * FROM test_all_types()",
)
TIME = _all(
    STOPPED,
    endless_recursion="WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a) SELECT max(n) FROM a",
    cross_join="SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 3",
    long_range="SELECT sum(hash(range)) FROM range(1000000000000)",
    range_list="SELECT len(range(1000000000))",
    levenshtein="SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))",
)
WAITS = _all(REFUSED, sleep="SELECT sleep_ms(100000)", pg_sleep="SELECT pg_sleep(100)")
MEMORY = _all(
    STOPPED,
    growing_recursion=(
        "WITH RECURSIVE a AS (SELECT 'x' AS s UNION ALL SELECT s || s FROM a) SELECT max(len(s)) FROM a"
    ),
    group_by="SELECT count(*) FROM (SELECT hash(range) AS h, count(*) FROM range(100000000) GROUP BY 1)",
    order_by="SELECT hash(range) AS h, range FROM range(100000000) ORDER BY h DESC OFFSET 99999990",
    window="SELECT sum(n) FROM (SELECT row_number() OVER (ORDER BY hash(range)) AS n FROM range(100000000))",
    distinct="SELECT count(DISTINCT hash(range)) FROM range(100000000)",
    list="SELECT len(list(range)) FROM range(100000000)",
    string_agg="SELECT len(string_agg(range::VARCHAR, ',')) FROM range(100000000)",
    cross_sort="SELECT a.range FROM range(100000) a, range(100000) b ORDER BY hash(a.range + b.range) OFFSET 9",
    repeat="SELECT len(repeat('x', 2000000000))",
    repeat_rows="SELECT max(len(repeat('x', 100000000 + range))) FROM range(100)",
    lpad="SELECT len(lpad('x', 2000000000, 'y'))",
    printf="SELECT len(printf('%2000000000d', 1))",
    bitstring="SELECT bit_count(bitstring('1', 2000000000))",
    list_transform="SELECT len(list_transform(range(200000000), lambda x: x || 'abc'))",
    list_sort="SELECT len(list_sort(range(200000000)))",
    list_reduce=(
        "SELECT len(list_reduce(list_transform(range(100000), lambda x: repeat('y', 10000)), "
        "lambda a, b: a || b))"
    ),
    list_resize="SELECT len(list_resize([1], 1000000000, 0))",
    wide_rows="SELECT repeat('x', 900000000) FROM range(100)",
)
PARSER = [
    Attack("union_of_5000", " UNION ALL ".join(["SELECT 1"] * 5000), STOPPED | HARMLESS | REFUSED | FAILED),
    Attack("deep_brackets", "SELECT " + "(" * 20000 + "1" + ")" * 20000, REFUSED | FAILED),
    Attack("deep_functions", "SELECT " + "abs(" * 15000 + "1" + ")" * 15000, REFUSED | FAILED),
    Attack("deep_subqueries", "SELECT * FROM (" * 5000 + "SELECT 1" + ")" * 5000, REFUSED | FAILED),
    Attack("deep_lists", "SELECT " + "[" * 20000 + "]" * 20000, REFUSED | FAILED),
    Attack("deep_not", "SELECT " + "NOT " * 20000 + "true", REFUSED | FAILED),
    Attack("long_sum", "SELECT " + "1+" * 30000 + "1", REFUSED | FAILED | STOPPED | HARMLESS),
    Attack("in_list", f"SELECT 1 IN ({','.join(map(str, range(1_000_000)))})", frozenset({"too_long"})),
    Attack("short_in_list", f"SELECT 1 IN ({','.join(['1'] * 45_000)})", HARMLESS | STOPPED | FAILED),
    Attack("join_30", "SELECT count(*) FROM " + ", ".join(f"range(10) t{i}" for i in range(30)), STOPPED),
    Attack("zero_byte", "SELECT '\0'", REFUSED | FAILED | HARMLESS),
    Attack("lone_surrogate", "SELECT '\ud800'", HARMLESS),
    Attack("parameter", "SELECT $1", FAILED),
]
INTERNALS = _all(
    REFUSED,
    internal="SELECT __internal_decompress_string(1::UTINYINT)",
    aggregate_state="SELECT finalize('x'::BLOB)",
    combined_state="SELECT combine('x'::BLOB, 'y'::BLOB)",
    statistics="SELECT stats(ten) FROM truong",
    arrow_pointer="SELECT * FROM arrow_scan(1, 2, 3)",
    other_arrow_pointer="SELECT * FROM arrow_scan_dumb(1, 2, 3)",
    pandas_pointer="SELECT * FROM pandas_scan(1)",
    python_function="SELECT * FROM python_map_function((FROM truong), 1)",
    grammar="SELECT * FROM add_grammar_extension('a')",
    external_resource="SELECT * FROM register_external_resource('a')",
)
REGEX = _all(
    HARMLESS | FAILED,
    regex_bomb="SELECT regexp_matches(repeat('a', 5000) || '!', '^(a+)+$')",
    like_bomb="SELECT repeat('a', 5000) LIKE repeat('%a', 500) || 'b'",
    repeated_regex="SELECT regexp_matches('a', '((a{1,100}){1,100}){1,100}')",
)
ATTACKS = [*FILES, *SETTINGS, *STATEMENTS, *CATALOGUE, *WAITS, *TIME, *MEMORY, *PARSER, *INTERNALS, *REGEX]
