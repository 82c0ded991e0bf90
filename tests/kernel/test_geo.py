from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korat.kernel.errors import Invalid
from korat.kernel.geo import Point, distance_m, round_for_public

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize("degrees", [(91, 0), (-91, 0), (0, 181), (0, -181), (nan, 0), (0, nan), (inf, 0)])
def test_a_point_off_the_earth_is_refused(degrees):
    with pytest.raises(Invalid):
        Point(*degrees)


def test_a_degree_of_latitude_is_about_111_kilometres():
    assert distance_m(Point(14, 101), Point(15, 101)) == pytest.approx(111_195, abs=1)


def test_a_degree_of_longitude_is_shorter_away_from_the_equator():
    assert distance_m(Point(60, 101), Point(60, 102)) == pytest.approx(55_597, rel=1e-3)


def test_the_other_side_of_the_date_line_is_near():
    assert distance_m(Point(0, 179.999), Point(0, -179.999)) == pytest.approx(222, abs=1)


@given(points, points)
def test_distance_is_the_same_both_ways_and_never_more_than_half_around(a, b):
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-6)
    assert 0 <= distance_m(a, b) <= 20_015_200
    assert distance_m(a, a) == 0


@given(points)
def test_a_public_point_is_near_the_true_one_and_stays_where_it_is(point):
    public = round_for_public(point)
    assert distance_m(point, public) < 80
    assert round_for_public(public) == public


def test_a_public_point_hides_the_house():
    assert round_for_public(Point(14.90012, 101.71749)) == Point(14.9, 101.717)
