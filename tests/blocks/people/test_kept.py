"""What all web processes remember together."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from korat.blocks.people import actions
from korat.blocks.people.models import Kept

pytestmark = pytest.mark.usefixtures("house")


def at_once(work, times=12):
    """In as many threads, each with a connection of its own."""

    def alone(_):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(alone, range(times)))


def test_what_was_set_is_there_until_its_time_is_over():
    cache.set("history", [1.5, 2.5], 60)
    assert cache.get("history") == [1.5, 2.5]
    assert cache.get("other", "none") == "none"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE korat_people_kept SET until = until - interval '61 seconds'")
    assert cache.get("history") is None
    assert not cache.touch("history", 60)
    assert cache.add("history", "new", 60)
    assert cache.touch("history", 600)
    assert cache.delete("history")
    assert not cache.delete("history")


def test_of_many_who_add_at_once_one_succeeds():
    assert sorted(at_once(lambda: cache.add("lock", True, 10)))[-2:] == [False, True]


def test_tries_at_once_are_all_counted():
    assert sorted(at_once(lambda: actions.count("tries", 60))) == list(range(1, 13))
    cache.set("counter", 0, 60)
    assert sorted(at_once(lambda: cache.incr("counter"))) == list(range(1, 13))
    with pytest.raises(ValueError, match="not kept"):
        cache.incr("nothing")


def test_a_new_span_begins_at_one():
    assert [actions.count("tries", 60) for _ in range(3)] == [1, 2, 3]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE korat_people_kept SET until = until - interval '61 seconds'")
    assert actions.count("tries", 60) == 1


def test_another_process_counts_on():
    actions.count("tries", 60)
    code = "import django; django.setup(); from korat.blocks.people import actions; print(actions.count('tries', 60))"
    told = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "2"
    assert actions.count("tries", 60) == 3


def test_what_is_over_is_forgotten():
    cache.set("over", 1, -1)
    cache.set("not-over", 1, 60)
    cache.set("never-over", 1, None)
    assert actions.forget() == 1
    assert Kept.objects.count() == 2


def test_it_lies_with_the_accounts_and_holds_no_pickles():
    cache.set("value", {"a": "ก"}, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value::text FROM accounts.korat_people_kept")
        assert cursor.fetchone() == ('{"a": "ก"}',)
    with pytest.raises(TypeError):
        cache.set("value", object(), 60)
