"""A pool of real workers, and tables to ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from portal.errors import Invalid
from portal.tabular.columns import Column, ColumnType, Table
from portal.tabular.sql.pool import PoolLimits, SqlPool
from portal.tabular.sql.refusals import unknown_table
from portal.tabular.sql.result import SqlResult

SECONDS = 2


@dataclass
class Asker:
    """Somebody who may read some tables."""

    pool: SqlPool
    tables: Mapping[str, Table]

    def run(self, sql: str) -> SqlResult:
        return self.pool.run(sql, self.tables_of)

    def tables_of(self, names: tuple[str, ...]) -> dict[str, Table]:
        unknown = [unknown_table(name) for name in names if name.lower() not in self.tables]
        if unknown:
            raise Invalid(unknown)
        return {name: self.tables[name.lower()] for name in names}

    def refused(self, sql: str) -> str:
        """The code of the problem for which `sql` is refused."""
        with pytest.raises(Invalid) as caught:
            self.run(sql)
        return caught.value.problems[0].code

    def worker_pids(self) -> list[int]:
        return [worker.pid for worker in self.pool._idle]


def stored_table(path: Path, select: str, *columns: Column) -> Table:
    """The table of a SELECT, stored as an ingest does."""
    source = f"SELECT row_number() OVER () AS _id, *, 'bí mật' AS _search FROM ({select})"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({source}) TO '{path}' (FORMAT parquet)")
        found = connection.execute(f"SELECT count(*) FROM '{path}'").fetchone()
    assert found is not None
    return Table(path, path.stem, columns, found[0])


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    """Schools, the wards they are in, and a table of which the asker's statements never speak."""
    folder = tmp_path_factory.mktemp("tables")
    schools = stored_table(
        folder / "schools.parquet",
        "SELECT 'Trường ' || i AS ten, i % 3 AS phuong, i * 10 AS hoc_sinh FROM range(1, 31) t(i)",
        Column("ten", "Tên trường", ColumnType.TEXT),
        Column("phuong", "Phường", ColumnType.INTEGER),
        Column("hoc_sinh", "Số học sinh", ColumnType.INTEGER),
    )
    wards = stored_table(
        folder / "wards.parquet",
        "SELECT * FROM (VALUES (0, 'Đống Đa'), (1, 'Ba Đình'), (2, 'Cầu Giấy')) t(ma, ten)",
        Column("ma", "Mã", ColumnType.INTEGER),
        Column("ten", "Tên", ColumnType.TEXT),
    )
    return {"truong": schools, "phuong-xa": wards}


@pytest.fixture(scope="session")
def pool() -> Iterator[SqlPool]:
    """One worker; statements get two seconds."""
    made = SqlPool(PoolLimits(workers=1, waiting=2, seconds=SECONDS))
    yield made
    made.close()


@pytest.fixture
def asker(pool: SqlPool, tables: dict[str, Table]) -> Asker:
    return Asker(pool, tables)
