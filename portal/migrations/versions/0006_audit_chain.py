"""The chain of the audit trail: numbers, hashes, where acts came from, and triggers that keep entries.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.db import UtcDateTime
from portal.model.chain import GENESIS, HASHED, guard, hash_of, unguard

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_RECORDS = sa.text("dataset_id IS NOT NULL OR organization_id IS NOT NULL")
BATCH = 1000
COLUMNS = ("sequence", "previous_hash", "hash")


def upgrade() -> None:
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.String(length=45), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("previous_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    op.create_table(
        "activity_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_head")),
    )
    connection = op.get_bind()
    last, head = _chain(connection)
    insert = sa.text("INSERT INTO activity_head (id, sequence, hash) VALUES (1, :sequence, :hash)")
    connection.execute(insert, {"sequence": last, "hash": head})
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("origin", existing_type=sa.String(length=45), server_default=None)
        batch_op.alter_column("previous_hash", existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_index(batch_op.f("ix_activity_sequence"), ["sequence"], unique=True)
        batch_op.create_index("ix_activity_user", ["user_id", "sequence"], unique=False)
        batch_op.create_index(
            "ix_activity_of_records",
            ["at"],
            unique=False,
            sqlite_where=OF_RECORDS,
            postgresql_where=OF_RECORDS,
        )
    guard(connection)


def _chain(connection: sa.Connection) -> tuple[int, str]:
    """Number and hash the entries that are there, by moment; returns the last number and hash."""
    types: dict[str, sa.types.TypeEngine[Any]] = {
        "sequence": sa.Integer(),
        "at": UtcDateTime(),
        "changes": sa.JSON(),
    }
    table = sa.table(
        "activity", *(sa.column(name, types.get(name, sa.String())) for name in (*HASHED, "hash"))
    )
    ids = connection.scalars(sa.select(table.c.id).order_by(table.c.at, table.c.id)).all()
    statement = (
        table.update()
        .where(table.c.id == sa.bindparam("of"))
        .values({name: sa.bindparam(f"new_{name}") for name in COLUMNS})
    )
    sequence, previous = 0, GENESIS
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        query = sa.select(table).where(table.c.id.in_(part)).order_by(table.c.at, table.c.id)
        updates = []
        for row in connection.execute(query).mappings().all():
            sequence += 1
            entry = {**row, "sequence": sequence, "previous_hash": previous}
            entry["hash"] = hash_of(entry)
            updates.append({"of": row["id"]} | {f"new_{name}": entry[name] for name in COLUMNS})
            previous = entry["hash"]
        connection.execute(statement, updates)
    return sequence, previous


def downgrade() -> None:
    unguard(op.get_bind())
    op.drop_table("activity_head")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_of_records")
        batch_op.drop_index("ix_activity_user")
        batch_op.drop_index(batch_op.f("ix_activity_sequence"))
        for name in ("hash", "previous_hash", "origin", "sequence"):
            batch_op.drop_column(name)
