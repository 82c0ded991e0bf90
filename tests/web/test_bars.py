"""The geometry of column charts."""

from itertools import pairwise

from korat.web.bars import FOOT, HEAD, HEIGHT, lay_out


def chart(*values: float, now: int | None = None) -> dict[str, object]:
    points = [{"label": f"m{number}", "value": value} for number, value in enumerate(values)]
    return {"title": "Reports", "unit": "a month", "points": points, "now": now}


def test_the_highest_column_fills_the_room_and_the_others_keep_their_share() -> None:
    tall, half = lay_out(chart(1000, 500)).columns
    assert (tall.y, tall.height) == (HEAD, HEIGHT - HEAD - FOOT)
    assert half.height * 2 == tall.height
    assert tall.value == "1,000"


def test_columns_stand_inside_the_picture_and_apart() -> None:
    bars = lay_out(chart(1, 2, 3))
    edges = [(bar.x, bar.x + bars.thick) for bar in bars.columns]
    assert all(left >= 0 and right <= bars.width for left, right in edges)
    assert all(before[1] < after[0] for before, after in pairwise(edges))


def test_only_the_column_of_now_is_marked() -> None:
    assert [bar.now for bar in lay_out(chart(1, 2, 3, now=2)).columns] == [False, False, True]


def test_nothing_to_show_is_a_flat_chart_and_not_an_error() -> None:
    assert lay_out(chart(0, 0)).columns[0].height == 0
    assert lay_out(chart()).sentence == "Reports"


def test_the_sentence_names_first_last_and_highest_once_each() -> None:
    assert lay_out(chart(1, 9, 4)).sentence == "Reports (a month): m0 1, m2 4, m1 9"
    assert lay_out(chart(9, 4)).sentence == "Reports (a month): m0 9, m1 4"
