"""What all web processes must remember together for a while: tries, locks, answers used up. Django's cache over one table.

Values are JSON, never pickles: whoever can write the table must not be able to run code here.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

FOREVER = 253402300799  # the last second of the year 9999
GET = "SELECT value FROM korat_people_kept WHERE key = %s AND until > clock_timestamp()"
SET = """
    INSERT INTO korat_people_kept AS old (key, value, until) VALUES (%s, %s, to_timestamp(%s))
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, until = EXCLUDED.until
"""
# Of several processes that add the same key at once, one inserts; the others find it there and not yet over.
ADD = f"{SET} WHERE old.until <= clock_timestamp() RETURNING true"
INCR = """
    UPDATE korat_people_kept SET value = to_jsonb((value #>> '{}')::bigint + %s)
    WHERE key = %s AND until > clock_timestamp() RETURNING value
"""
# One try more, or the first of a new span.
COUNT = """
    INSERT INTO korat_people_kept AS old (key, value, until) VALUES (%s, '1', clock_timestamp() + make_interval(secs => %s))
    ON CONFLICT (key) DO UPDATE SET
        value = CASE WHEN old.until > clock_timestamp() THEN to_jsonb((old.value #>> '{}')::bigint + 1) ELSE '1' END,
        until = CASE WHEN old.until > clock_timestamp() THEN old.until ELSE EXCLUDED.until END
    RETURNING value
"""
TOUCH = (
    "UPDATE korat_people_kept SET until = to_timestamp(%s) WHERE key = %s AND until > clock_timestamp() RETURNING true"
)


class Kept(BaseCache):
    """Each verb is one statement, hence whole; outside of a transaction it stands at once for everyone."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return ask(ADD, [self.name(key, version), json.dumps(value), self.until(timeout)]) is not None

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = ask(GET, [self.name(key, version)])
        return default if found is None else json.loads(found)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        run(SET, [self.name(key, version), json.dumps(value), self.until(timeout)])

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        found = ask(INCR, [delta, self.name(key, version)])
        if found is None:
            raise ValueError(f"{key} is not kept")
        return int(json.loads(found))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return ask(TOUCH, [self.until(timeout), self.name(key, version)]) is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        return run("DELETE FROM korat_people_kept WHERE key = %s", [self.name(key, version)]) > 0

    def clear(self) -> None:
        run("DELETE FROM korat_people_kept", [])

    def name(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def until(self, timeout: Any) -> float:
        moment = self.get_backend_timeout(timeout)
        return FOREVER if moment is None else float(moment)


def count(name: str, seconds: float) -> int:
    """Count one try of this name; how many there were within the span that the first one began. One statement."""
    return int(json.loads(ask(COUNT, [f"count:{name}", seconds])))


def forget() -> int:
    """Delete what is over. Returns how many."""
    return run("DELETE FROM korat_people_kept WHERE until <= clock_timestamp()", [])


def ask(sql: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row[0] if row else None


def run(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
