"""Two people at one record: the second is shown both sides, and nothing of the first is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from portal.errors import Conflict
from portal.model import Dataset
from portal.services import Services
from tests.factories import REASON, City, add_file, dataset_values, make_draft, make_published, upload

OURS = "Danh sách trường theo chúng tôi"
THEIRS = "Danh sách trường theo người khác"


def retitle(services: Services, title: str, version: int) -> None:
    services.records.revise("truong-thpt", dataset_values(title=title), version=version)


def test_older_version_is_refused_with_both_sides(city: City) -> None:
    with city.services() as services:
        read = make_draft(services).version
        retitle(services, THEIRS, read)
    with city.services() as services, pytest.raises(Conflict) as error:
        retitle(services, OURS, read)

    assert (error.value.theirs["title"], error.value.yours["title"]) == (THEIRS, OURS)
    assert error.value.version > read


def test_saves_of_the_same_moment_conflict_too(city: City) -> None:
    with city.services() as services:
        read = make_draft(services).version
    with city.services() as ours:
        ours.records.find("truong-thpt")
        with city.services() as theirs:
            retitle(theirs, THEIRS, read)
        with pytest.raises(Conflict) as error:
            retitle(ours, OURS, read)
    with city.services() as services:
        assert services.records.find("truong-thpt").title == THEIRS

    assert (error.value.theirs["title"], error.value.yours["title"]) == (THEIRS, OURS)
    assert error.value.version == read + 1


ACTS: dict[str, Callable[[Services], object]] = {
    "move the promise": lambda s: s.records.revise(
        "truong-thpt", dataset_values(planned_on="2027-05-01"), version=_loaded(s).version, reason=REASON
    ),
    "publish": lambda s: s.records.publish("truong-thpt"),
    "withdraw": lambda s: s.records.withdraw("truong-thpt", REASON),
    "upload": lambda s: add_file(s, "truong-thpt"),
    "link": lambda s: s.resources.add_link("truong-thpt", {"title": "Liên kết", "url": "https://a.vn/b"}),
    "remove": lambda s: s.resources.remove("truong-thpt", _loaded(s).resources[0].id, REASON),
}


def _loaded(services: Services) -> Dataset:
    return next(r for r in services.unit.session.identity_map.values() if isinstance(r, Dataset))


@pytest.mark.parametrize("act", ACTS)
def test_every_act_on_a_record_that_changed_meanwhile_conflicts(city: City, act: str) -> None:
    with city.services() as services:
        make_draft(services)
        add_file(services, "truong-thpt")
        if act != "publish":
            add_file(services, "truong-thpt")
            services.records.make_promise("truong-thpt")
    with city.services() as ours:
        record = ours.records.find("truong-thpt")
        held = [record, record.plan, *record.resources, *record.sources]
        with city.services() as theirs:
            retitle(theirs, THEIRS, theirs.records.find("truong-thpt").version)
        with pytest.raises(Conflict):
            ACTS[act](ours)
        assert held
    with city.services() as services:
        record = services.records.find("truong-thpt")
        assert (record.title, len(record.resources)) == (THEIRS, 1 if act == "publish" else 2)


def test_description_of_a_file_conflicts_as_well(city: City) -> None:
    with city.services() as services:
        make_published(services)
        resource = services.records.find("truong-thpt").resources[0]
        read = resource.version
        services.resources.revise("truong-thpt", resource.id, {"title": THEIRS}, version=read)
    with city.services() as services, pytest.raises(Conflict) as error:
        services.resources.revise("truong-thpt", resource.id, {"title": OURS}, version=read)

    assert (error.value.theirs["title"], error.value.yours["title"]) == (THEIRS, OURS)


def test_uploads_of_the_same_moment_conflict(city: City) -> None:
    with city.services() as services:
        make_draft(services)
        resource_id = add_file(services, "truong-thpt").id
    rivals = [b"ma\n002\n"]

    def come_first(*arguments: object) -> None:
        """Somebody replaces the file after our number was chosen and before it is written."""
        if rivals and "INSERT INTO resource_version" in str(arguments[2]):
            with city.services() as theirs:
                theirs.resources.replace_file("truong-thpt", resource_id, upload(theirs, rivals.pop()))

    event.listen(city.engine, "before_cursor_execute", come_first)
    with city.services() as ours, pytest.raises(Conflict):
        ours.resources.replace_file("truong-thpt", resource_id, upload(ours, b"ma\n003\n"))

    with city.services() as services:
        versions = services.resources.find("truong-thpt", resource_id).versions
        assert [version.number for version in versions] == [2, 1]
