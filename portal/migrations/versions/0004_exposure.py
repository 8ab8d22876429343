"""What of an upload the public may have, and decisions that personal data may be public.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("exposure", sa.String(length=10), server_default="open", nullable=False)
        )
    op.create_table(
        "disclosure",
        sa.Column("resource_id", sa.String(length=36), nullable=False),
        sa.Column("column_name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.String(length=36), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
            name=op.f("fk_disclosure_resource_id_resource"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_disclosure_asked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_disclosure_decided_by_id_user")
        ),
        sa.PrimaryKeyConstraint("resource_id", "column_name", "kind", name=op.f("pk_disclosure")),
    )


def downgrade() -> None:
    op.drop_table("disclosure")
    with op.batch_alter_table("resource_version", schema=None) as batch_op:
        batch_op.drop_column("exposure")
