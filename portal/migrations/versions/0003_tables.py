"""Tables beside their versions, reading options, progress, and more about each column.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

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

    op.execute(
        "UPDATE resource SET table_version_id = (SELECT v.id FROM resource_version v"
        " WHERE v.resource_id = resource.id AND v.ingest_state = 'ready' ORDER BY v.number DESC LIMIT 1)"
        " WHERE (SELECT c.ingest_state FROM resource_version c WHERE c.id = resource.current_version_id)"
        " != 'none'"
    )
    _count_columns()


def _count_columns() -> None:
    version = sa.table(
        "resource_version",
        sa.column("id", sa.String),
        sa.column("ingest_report", sa.JSON),
        sa.column("column_count", sa.Integer),
        sa.column("table_key", sa.String),
    )
    bind = op.get_bind()
    query = sa.select(version.c.id, version.c.ingest_report).where(version.c.table_key.is_not(None))
    for id, report in bind.execute(query).all():
        count = len((report or {}).get("columns") or ())
        bind.execute(version.update().where(version.c.id == id).values(column_count=count))


def downgrade() -> None:
    with op.batch_alter_table("data_dictionary_entry", schema=None) as batch_op:
        for name in ("is_present", "is_searchable", "semantic", "key"):
            batch_op.drop_column(name)

    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_constraint("fk_resource_table_version", type_="foreignkey")
        batch_op.drop_column("reading_options")
        batch_op.drop_column("table_version_id")

    op.execute("UPDATE resource_version SET ingest_state = 'waiting' WHERE ingest_state = 'running'")
    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.drop_column("column_count")
        batch_op.drop_column("ingest_step")
        batch_op.drop_column("ingest_percent")

    op.drop_table("resource_table")
