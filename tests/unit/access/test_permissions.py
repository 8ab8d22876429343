"""Who may do what, and who sees what: nobody gains more than the table gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.identity import ANONYMOUS, SYSTEM, Identity, identity_of
from portal.access.permissions import TABLE, Permission, may, require
from portal.access.visibility import known, live, may_see_files, search_audience
from portal.db import Base, now, open_engine
from portal.errors import NotPermitted
from portal.model import Catalog, Dataset, Membership, Organization, RecordState, Role, User

AGENCIES = ("a", "b", "c")
ROLES = st.dictionaries(st.sampled_from(AGENCIES), st.sampled_from(Role))


def test_the_table() -> None:
    assert {role: {str(p) for p in rights} for role, rights in TABLE.items()} == {
        Role.READER: {"view_draft"},
        Role.EDITOR: {"view_draft", "edit", "submit", "publish", "withdraw"},
        Role.APPROVER: {"view_draft", "edit", "submit", "approve", "publish", "withdraw", "disclose"},
    }


def test_where_approval_is_needed_nobody_publishes_alone() -> None:
    for role, lost in (
        (Role.READER, set()),
        (Role.EDITOR, {Permission.PUBLISH, Permission.WITHDRAW}),
        (Role.APPROVER, {Permission.PUBLISH}),
    ):
        identity = Identity("u", "u", roles={"a": role, "b": role}, under_approval=frozenset({"a"}))
        held = {agency: {p for p in Permission if may(identity, p, agency)} for agency in ("a", "b")}
        assert held == {"a": TABLE[role] - lost, "b": TABLE[role]}


@given(ROLES, st.sampled_from(Permission), st.sampled_from((*AGENCIES, "unknown", "")))
def test_nobody_gains_more_than_the_table(
    roles: dict[str, Role], permission: Permission, agency: str
) -> None:
    identity = Identity("u", "u", roles=roles)
    allowed = agency in roles and permission in TABLE[roles[agency]]

    assert may(identity, permission, agency) is allowed
    if allowed:
        require(identity, permission, agency)
    else:
        with pytest.raises(NotPermitted):
            require(identity, permission, agency)


@given(st.sampled_from(Permission), st.sampled_from(AGENCIES))
def test_administrators_may_everything_and_strangers_nothing(permission: Permission, agency: str) -> None:
    assert may(SYSTEM, permission, agency)
    assert not may(ANONYMOUS, permission, agency)


def test_identity_of_an_account_holds_its_roles() -> None:
    user = User(id="u", login="nga", is_administrator=False)
    agency = Organization(id="a", publishes_directly=True)
    user.memberships = [Membership(organization_id="a", organization=agency, role="reader")]
    identity = identity_of(user)

    assert identity == Identity("u", "nga", False, {"a": Role.READER})
    assert identity.audience == {"public", "org:a"}
    assert not identity.is_anonymous
    assert (ANONYMOUS.is_anonymous, ANONYMOUS.audience, SYSTEM.audience) == (True, {"public"}, None)


def record(state: str, agency: str, access_level: str = "open") -> Dataset:
    return Dataset(
        name=f"{state}-{agency}",
        catalog=Catalog.OPEN_DATA,
        state=state,
        organization_id=agency,
        title="X",
        title_key="x",
        values={"access_level": access_level},
        modified_at=now(),
    )


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """One record in each state in each agency."""
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as opened:
        for agency in AGENCIES:
            organization = Organization(
                id=agency, name=agency, title=agency, title_key=agency, values={}, modified_at=now()
            )
            opened.add_all([organization, *(record(state, agency) for state in RecordState)])
        opened.flush()
        yield opened
    engine.dispose()


@pytest.mark.parametrize(
    ("role", "publishes_directly", "may_approve_own", "needs_approval"),
    [
        ("editor", False, False, True),
        ("editor", False, True, True),
        ("editor", True, False, False),
        ("approver", False, False, True),
        ("approver", False, True, False),
        ("approver", True, False, False),
    ],
)
def test_who_needs_an_approval(
    role: str, publishes_directly: bool, may_approve_own: bool, needs_approval: bool
) -> None:
    agency = Organization(id="a", publishes_directly=publishes_directly, may_approve_own=may_approve_own)
    user = User(id="u", login="nga", is_administrator=False)
    user.memberships = [Membership(organization_id="a", organization=agency, role=role)]
    assert identity_of(user).under_approval == (frozenset({"a"}) if needs_approval else frozenset())


@given(roles=ROLES, is_administrator=st.booleans())
def test_sql_and_search_show_the_same_records_and_no_more(
    session: Session, roles: dict[str, Role], is_administrator: bool
) -> None:
    identity = Identity("u", "u", is_administrator, roles)
    shown = set(session.scalars(select(Dataset).where(live(identity))))
    audience = identity.audience
    found = {
        d
        for d in session.scalars(select(Dataset))
        if (tokens := search_audience(d)) and (audience is None or audience & set(tokens))
    }

    assert shown == found
    for each in session.scalars(select(Dataset)):
        is_own = is_administrator or each.organization_id in roles
        is_public = each.state in (RecordState.PROMISED, RecordState.PUBLISHED)
        assert (each in shown) == (is_public or (is_own and each.state == RecordState.DRAFT))


@given(roles=ROLES)
def test_tombstones_have_a_page_and_discarded_drafts_none(session: Session, roles: dict[str, Role]) -> None:
    identity = Identity("u", "u", roles=roles)
    shown = set(session.scalars(select(Dataset).where(live(identity))))
    paged = set(session.scalars(select(Dataset).where(known(identity))))

    assert {d.state for d in paged - shown} == {RecordState.WITHDRAWN}
    assert RecordState.DISCARDED not in {d.state for d in paged}


@pytest.mark.parametrize("state", RecordState)
@pytest.mark.parametrize("access_level", ["open", "shared", "restricted", None])
def test_files_are_for_everybody_only_when_published_and_open(state: str, access_level: str | None) -> None:
    each = record(state, "a", access_level or "")

    assert may_see_files(ANONYMOUS, each) == (state == RecordState.PUBLISHED and access_level == "open")
    assert may_see_files(Identity("u", "u", roles={"a": Role.READER}), each)
    assert may_see_files(Identity("u", "u", roles={"b": Role.EDITOR}), each) == may_see_files(ANONYMOUS, each)
