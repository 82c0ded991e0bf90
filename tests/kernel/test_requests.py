from threading import Thread

import pytest

from korat.kernel.requests import number, numbered


def test_a_request_has_its_number_only_while_it_runs() -> None:
    assert number() == ""
    with numbered("a1"):
        assert number() == "a1"
        with numbered("b2"):
            assert number() == "b2"
        assert number() == "a1"
    assert number() == ""


def test_a_request_that_fails_leaves_no_number_behind() -> None:
    with pytest.raises(ZeroDivisionError), numbered("a1"):
        _ = 1 // 0
    assert number() == ""


def test_another_thread_has_a_number_of_its_own() -> None:
    seen: list[str] = []
    with numbered("a1"):
        thread = Thread(target=lambda: seen.append(number()))
        thread.start()
        thread.join()
    assert seen == [""]
