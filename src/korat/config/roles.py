"""Roles, extensions and the database of the embedded server: what row security stands on."""

import psycopg
from psycopg import sql

OWNER, APP, DATABASE = "korat_owner", "korat_app", "korat"
EXTENSIONS = ("pg_trgm", "btree_gist")

# The owner makes test databases, hence CREATEDB. The app is a member of no other role: `SET ROLE NONE` would
# lead back to a mightier login, so there must be none to lead back to.
_RIGHTS = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOBYPASSRLS NOREPLICATION",
    APP: "LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS NOREPLICATION",
}
_MEMBERSHIPS = """
    SELECT granted.rolname FROM pg_auth_members m
    JOIN pg_roles member ON member.oid = m.member JOIN pg_roles granted ON granted.oid = m.roleid
    WHERE member.rolname = %s
"""


def ensure_roles(superuser_url: str) -> None:
    """Bring roles, extensions and the database `korat` to their due state. Safe to repeat."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role, rights in _RIGHTS.items():
            _ensure_role(connection, role, rights)
        ready = _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE)
    if not ready:
        with psycopg.connect(superuser_url, dbname="template1", autocommit=True) as connection:
            _prepare(connection)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        if not ready:
            connection.execute(_named("CREATE DATABASE {} OWNER {}", DATABASE, OWNER))
        _close(connection)
    with psycopg.connect(superuser_url, dbname=DATABASE, autocommit=True) as connection:
        _prepare(connection)


def memberships(connection: psycopg.Connection, role: str) -> list[str]:
    """The roles that `role` is a member of."""
    return [granted for (granted,) in connection.execute(_MEMBERSHIPS, [role])]


def _ensure_role(connection: psycopg.Connection, role: str, rights: str) -> None:
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        connection.execute(_named("CREATE ROLE {}", role))
    connection.execute(_named("ALTER ROLE {} ", role) + sql.SQL(rights))
    for granted in memberships(connection, role):
        connection.execute(_named("REVOKE {} FROM {}", granted, role))


def _prepare(connection: psycopg.Connection) -> None:
    """Extensions in this database; in template1 they reach every database made later, test databases too."""
    for extension in EXTENSIONS:
        connection.execute(_named("CREATE EXTENSION IF NOT EXISTS {}", extension))
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _close(connection: psycopg.Connection) -> None:
    """Only the two roles come in. No temporary tables: they could shadow names in a definer's function."""
    connection.execute(_named("REVOKE ALL ON DATABASE {} FROM PUBLIC", DATABASE))
    connection.execute(_named("GRANT CONNECT ON DATABASE {} TO {}", DATABASE, APP))


def _exists(connection: psycopg.Connection, query: str, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
