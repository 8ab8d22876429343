"""The audit trail's chain: whole whatever happens, and any change to it is found."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.catalog.proving import Fault, first_since, prove
from portal.cli.init import upgrade
from portal.db import Base, now, open_engine
from portal.model import Activity, ActivityHead, User
from portal.model.chain import GENESIS, HASHED, ORIGIN, hash_of, unguard
from tests.live import ROOT

WRITER = """
import sys
from sqlalchemy.orm import Session
from portal.db import now, open_engine
from portal.model import Activity
engine = open_engine(sys.argv[1])
for n in range(40):
    with Session(engine, info={"origin": "command"}) as session:
        session.add_all(Activity(at=now(), action="test", comment=f"{sys.argv[2]} {n} {k}") for k in range(3))
        session.commit()
"""


@pytest.fixture
def engine() -> Iterator[Engine]:
    opened = open_engine("sqlite://")
    Base.metadata.create_all(opened)
    yield opened
    opened.dispose()


def write(session: Session, *comments: str) -> None:
    session.add_all(Activity(at=now(), action="test", comment=comment) for comment in comments)
    session.flush()


def test_entries_of_one_transaction_are_numbered_in_order_and_follow_one_another(engine: Engine) -> None:
    with Session(engine, info={ORIGIN: "192.0.2.7"}) as session:
        write(session, "a", "b")
        write(session, "c")
        entries = session.scalars(select(Activity).order_by(Activity.sequence)).all()

        assert [(e.sequence, e.comment, e.origin) for e in entries] == [
            (1, "a", "192.0.2.7"),
            (2, "b", "192.0.2.7"),
            (3, "c", "192.0.2.7"),
        ]
        assert [e.previous_hash for e in entries] == [GENESIS, entries[0].hash, entries[1].hash]
        assert prove(session).head == entries[-1].hash


def test_what_is_rolled_back_leaves_no_gap(engine: Engine) -> None:
    with Session(engine) as session:
        write(session, "a")
        session.commit()
        write(session, "never")
        session.rollback()
        write(session, "b")
        with session.begin_nested() as inner:
            write(session, "neither")
            inner.rollback()
        write(session, "c")
        session.commit()
        assert (prove(session).is_whole, prove(session).count) == (True, 3)


def test_database_refuses_to_change_or_delete_an_entry(engine: Engine) -> None:
    with Session(engine) as session:
        write(session, "a")
        session.commit()
        for statement in (update(Activity).values(comment="b"), delete(Activity)):
            with pytest.raises(DBAPIError, match="append-only"):
                session.execute(statement)
            session.rollback()


def test_a_noted_head_tells_a_rewritten_trail_from_the_old_one(engine: Engine) -> None:
    with Session(engine) as session:
        write(session, "a", "b")
        noted = prove(session).head
        write(session, "c")
        assert prove(session, head=noted).is_whole
        # Somebody with the whole database in their hands cuts the end off and mends the head.
        unguard(session.connection())
        session.execute(delete(Activity).where(Activity.sequence > 1))
        session.execute(update(ActivityHead).values(sequence=1, hash=session.scalar(select(Activity.hash))))

        assert prove(session).is_whole
        assert prove(session, head=noted).fault == Fault.UNKNOWN_HEAD


def test_part_of_the_trail_is_proved_from_a_day_on(engine: Engine) -> None:
    with Session(engine) as session:
        write(session, "a", "b")
        moment = now()
        write(session, "c")
        assert prove(session, first=first_since(session, moment)).count == 1
        assert prove(session, first=first_since(session, now())).is_whole


def test_processes_that_write_at_once_make_one_chain(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    opened = open_engine(url)
    upgrade(opened)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, str(n)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
        for n in range(2)
    ]
    assert [w.wait() for w in writers] == [0, 0]
    with Session(opened) as session:
        assert (prove(session).fault, prove(session).count) == (None, 240)
        assert len(set(session.scalars(select(Activity.comment)))) == 240
    opened.dispose()


def test_entries_from_before_the_chain_are_linked_by_their_moments(tmp_path: Path) -> None:
    opened = open_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    upgrade(opened, "0005")
    row = "INSERT INTO activity (id, at, action, comment, changes) VALUES (:id, :at, 'test', 'Đã sửa', :changes)"
    with opened.begin() as connection:
        for n in range(2100):
            at = f"2026-01-{28 - n % 28:02} 00:00:00.000000"
            connection.execute(text(row), {"id": str(uuid4()), "at": at, "changes": '{"tên": [null, 1.5]}'})
    upgrade(opened)
    with Session(opened) as session:
        write(session, "later")
        assert (prove(session).fault, prove(session).count) == (None, 2101)
        moments = session.scalars(select(Activity.at).order_by(Activity.sequence)).all()
        assert moments == sorted(moments)
    opened.dispose()


ACTS = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["create", "revise", "publish", "account-grant"]),
        "comment": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
        "changes": st.dictionaries(
            st.text("abcđ", max_size=4),
            st.tuples(st.none() | st.booleans(), st.integers() | st.floats(-9, 9)),
        ),
        "person": st.sampled_from(["an", "binh", None]),
    }
)


@property_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.lists(ACTS, min_size=1, max_size=4), min_size=1, max_size=6),
    harm=st.sampled_from(["alter", "rehash", "delete", "insert", "swap"]),
    data=st.data(),
)
def test_whatever_is_done_the_chain_holds_and_any_harm_is_found(
    acts: list[list[dict[str, object]]], harm: str, data: st.DataObject
) -> None:
    opened = open_engine("sqlite://")
    Base.metadata.create_all(opened)
    with Session(opened) as session:
        people = {login: User(login=login, password_hash="-") for login in ("an", "binh")}
        session.add_all(people.values())
        session.flush()
        for transaction in acts:
            for act in transaction:
                person = people.get(str(act["person"]))
                values = {k: v for k, v in act.items() if k != "person"}
                session.add(Activity(at=now(), user_id=person.id if person else None, **values))
            session.commit()
        assert prove(session).is_whole

        unguard(session.connection())
        last = session.scalar(select(func.max(Activity.sequence))) or 0
        _harm(session, harm, data.draw(st.integers(1, last)), last)
        assert not prove(session).is_whole
    opened.dispose()


def _harm(session: Session, harm: str, number: int, last: int) -> None:
    here = Activity.sequence == number
    columns = select(*(getattr(Activity, n) for n in (*HASHED, "hash")))
    entry = dict(session.execute(columns.where(here)).mappings().one())
    if harm == "alter":
        session.execute(update(Activity).where(here).values(comment=Activity.comment + "!"))
    elif harm == "rehash":
        entry["comment"] += "!"
        session.execute(update(Activity).where(here).values(comment=entry["comment"], hash=hash_of(entry)))
    elif harm == "delete" or (harm == "swap" and last == 1):
        session.execute(delete(Activity).where(here))
    elif harm == "insert":
        tail = session.scalars(select(Activity.hash).where(Activity.sequence == last)).one()
        entry |= {"id": str(uuid4()), "sequence": last + 1, "previous_hash": tail}
        session.execute(insert(Activity).values(**entry | {"hash": hash_of(entry)}))
    else:
        other = number % last + 1
        for old, new in ((number, -1), (other, number), (-1, other)):
            session.execute(update(Activity).where(Activity.sequence == old).values(sequence=new))
