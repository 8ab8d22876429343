"""Tables beside their versions, reading options, progress, and more about each column.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resource_table",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("first_page", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["resource_version.id"],
            name=op.f("fk_resource_table_version_id_resource_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_resource_table")),
    )
    with op.batch_alter_table("resource_table", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_table_storage_key"), ["storage_key"], unique=False)

    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ingest_percent", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("ingest_step", sa.String(length=40), server_default="", nullable=False))

        batch_op.add_column(sa.Column("column_count", sa.Integer(), nullable=True))

    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.add_column(sa.Column("table_version_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("reading_options", sa.JSON(), server_default="{}", nullable=False))
        batch_op.create_foreign_key(
            "fk_resource_table_version", "resource_version", ["table_version_id"], ["id"]
        )

    with op.batch_alter_table("data_dictionary_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("semantic", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("is_searchable", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("is_present", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_version_table_key"))
        batch_op.drop_column("table_key")
    _read_again()


def _read_again() -> None:
    """Tables were kept as CSV; from now on they are Parquet, which the worker makes from the originals."""
    version = sa.table("resource_version", sa.column("id", sa.String), sa.column("ingest_state", sa.String))
    job = sa.table(
        "outbox_job",
        sa.column("name", sa.String),
        sa.column("payload", sa.JSON),
        sa.column("created_at", sa.DateTime),
        sa.column("run_after", sa.DateTime),
        sa.column("attempts", sa.Integer),
        sa.column("last_error", sa.Text),
    )
    bind = op.get_bind()
    was_read = version.c.ingest_state.in_(("ready", "failed"))
    moment = datetime.now(UTC).replace(tzinfo=None)
    for id in bind.scalars(sa.select(version.c.id).where(was_read)).all():
        due = {"created_at": moment, "run_after": moment, "attempts": 0, "last_error": ""}
        bind.execute(job.insert().values(name="ingest", payload={"version_id": id}, **due))
    bind.execute(version.update().where(was_read).values(ingest_state="waiting"))


def downgrade() -> None:
    with op.batch_alter_table("data_dictionary_entry", schema=None) as batch_op:
        for name in ("is_present", "is_searchable", "semantic", "key"):
            batch_op.drop_column(name)

    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_constraint("fk_resource_table_version", type_="foreignkey")
        batch_op.drop_column("reading_options")
        batch_op.drop_column("table_version_id")

    op.execute(
        "UPDATE resource_version SET ingest_state = 'waiting' WHERE ingest_state IN ('running', 'ready')"
    )
    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("table_key", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_resource_version_table_key"), ["table_key"], unique=False)
        batch_op.drop_column("column_count")
        batch_op.drop_column("ingest_step")
        batch_op.drop_column("ingest_percent")

    op.drop_table("resource_table")
