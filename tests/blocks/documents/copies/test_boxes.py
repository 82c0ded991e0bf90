"""Boxes: ticked, drawn or found, they lie inside the photograph and cover all they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from korat.blocks.documents.copies.boxes import MOST_DRAWN, WHOLE, Box, box, drawn, grid, ticked

# The first property of a run reads the whole source for constants: no reason to call a draw slow.
CORNER = st.integers(-200, 1200)


@given(st.tuples(CORNER, CORNER, CORNER, CORNER))
def test_a_box_lies_inside_and_is_not_empty_however_it_was_drawn(corners: tuple[int, int, int, int]) -> None:
    made = box(corners)
    if made is not None:
        assert 0 <= made.left < made.right <= WHOLE
        assert 0 <= made.top < made.bottom <= WHOLE
        assert made == box((corners[2], corners[3], corners[0], corners[1]))


@given(st.sampled_from([(1600, 1200), (1200, 1600), (500, 500)]))
def test_all_squares_together_cover_the_photograph_once(size: tuple[int, int]) -> None:
    columns, rows = grid(*size)
    cells = ticked(range(1, columns * rows + 1), *size)
    assert sum(wide * high for wide, high in (cell.size for cell in cells)) == WHOLE * WHOLE
    assert len(set(cells)) == columns * rows == 48


def test_a_square_is_counted_along_the_rows() -> None:
    assert ticked([10], 1600, 1200) == (Box(125, 166, 250, 333),)
    assert ticked([0, 49, 1000], 1600, 1200) == ()


def test_what_the_script_wrote_is_read_and_what_it_did_not_write_is_left_out() -> None:
    assert drawn("10 20 30 40;900 900 1200 1200") == (Box(10, 20, 30, 40), Box(900, 900, 1000, 1000))
    assert drawn("x; 1 2 3;5 5 5 9;<script>") == ()
    assert len(drawn("1 1 2 2;" * 500)) == MOST_DRAWN
