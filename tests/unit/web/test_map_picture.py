"""The still map: where dots fall, how large they are, what stays when nothing is there."""

from __future__ import annotations

from pathlib import Path

from portal.web.map_picture import draw

OUTLINE = Path(__file__).parents[3] / "seed_data" / "outline.geojson"


def test_north_is_up_and_east_is_right() -> None:
    picture = draw([(21.26, 105.85, 5), (20.7, 105.4, 3)], OUTLINE)
    north, south = picture.dots
    assert north.y < south.y
    assert north.x > south.x


def test_larger_groups_are_larger_and_lie_below_smaller_ones() -> None:
    picture = draw([(21.0, 105.8, 1), (21.1, 105.8, 400)], OUTLINE)
    assert [dot.count for dot in picture.dots] == [400, 1]
    assert picture.dots[0].radius > picture.dots[1].radius
    assert picture.dots[0].has_label
    assert not picture.dots[1].has_label


def test_the_outline_is_drawn_whole_inside_the_picture() -> None:
    picture = draw([(21.0, 105.8, 1)], OUTLINE)
    width, height = (float(n) for n in picture.view_box.split()[2:])
    (land,) = picture.outline.land
    numbers = [float(n) for n in land.strip("MZ").replace("L", " ").split()]
    assert all(0 <= x <= width for x in numbers[::2])
    assert all(0 <= y <= height for y in numbers[1::2])
    assert len(picture.outline.water) == 1


def test_a_single_place_without_outline_has_a_picture() -> None:
    picture = draw([(21.0, 105.8, 1)], None)
    assert len(picture.dots) == 1
    assert picture.outline.land == ()


def test_a_broken_outline_is_left_out(tmp_path: Path) -> None:
    broken = tmp_path / "outline.geojson"
    broken.write_text('{"features": [{}]}')
    assert draw([], broken).outline.land == ()
