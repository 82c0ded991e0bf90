from pathlib import Path

import pytest

from korat.kernel import settings
from korat.kernel.errors import Invalid
from korat.kernel.settings import Settings


def test_an_empty_environment_is_a_demonstration_on_port_8000():
    found = Settings.from_environ({})
    assert found.is_demo
    assert (found.port, found.address) == (8000, "http://localhost:8000")
    assert found.home == Path("data").absolute()
    assert (found.pack, found.testdata, found.database_url, found.smtp_url) == (None, None, None, None)


def test_every_variable_is_read():
    environ = {
        "KORAT_HOME": "/srv/korat",
        "KORAT_PORT": "9000",
        "KORAT_MODE": "production",
        "KORAT_PACK": "xx-00-example",
        "KORAT_TESTDATA": "/srv/testdata",
        "KORAT_ADDRESS": "https://province.example/",
        "KORAT_SMTP_URL": "smtp://user:pass@mail.example:587",
        "KORAT_SMS_URL": "https://sms.example/send",
        "DATABASE_URL": "postgresql://app:pass@db.example/province",
        "DATABASE_OWNER_URL": "postgresql://owner:pass@db.example/province",
    }
    assert Settings.from_environ(environ) == Settings(
        home=Path("/srv/korat"),
        port=9000,
        mode="production",
        pack="xx-00-example",
        testdata=Path("/srv/testdata"),
        address="https://province.example",
        smtp_url="smtp://user:pass@mail.example:587",
        sms_url="https://sms.example/send",
        database_url="postgresql://app:pass@db.example/province",
        database_owner_url="postgresql://owner:pass@db.example/province",
    )


def test_the_address_follows_the_port():
    assert Settings.from_environ({"KORAT_PORT": "9000"}).address == "http://localhost:9000"


def test_an_empty_variable_counts_as_absent():
    assert Settings.from_environ({"KORAT_PORT": " ", "KORAT_MODE": ""}) == Settings.from_environ({})


@pytest.mark.parametrize("url", ["postgresql:///korat?host=/run/postgresql", "postgres://app@db.example/korat"])
def test_a_database_may_be_reached_by_its_socket_and_by_either_scheme(url):
    assert Settings.from_environ({"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KORAT_PORT", "http"),
        ("KORAT_PORT", "0"),
        ("KORAT_PORT", "70000"),
        ("KORAT_PORT", "9" * 5000),
        ("KORAT_PORT", "๘๐๐๐"),
        ("KORAT_MODE", "prod"),
        ("KORAT_ADDRESS", "province.example"),
        ("KORAT_SMTP_URL", "mail.example:587"),
        ("KORAT_SMTP_URL", "smtp://mail.example:secret"),
        ("KORAT_SMS_URL", "ftp://sms.example"),
        ("KORAT_LINE_URL", "http://line.example/secret"),
        ("KORAT_LINE_LOGIN", "access.line.me"),
        ("DATABASE_URL", "mysql://app:secret@db.example/province"),
        ("DATABASE_OWNER_URL", "sqlite:///secret"),
    ],
)
def test_a_bad_value_is_refused_by_name_without_repeating_it(name, value):
    with pytest.raises(Invalid) as refusal:
        Settings.from_environ({name: value})
    said = refusal.value.show("th") + refusal.value.show("en")
    assert refusal.value.field == name
    assert name in said
    assert "secret" not in said


def test_a_refused_address_comes_with_an_example_that_would_do():
    with pytest.raises(Invalid, match="an address such as https://host:port"):
        Settings.from_environ({"KORAT_ADDRESS": "province.example"})
    with pytest.raises(Invalid, match="an address such as smtp://host:port"):
        Settings.from_environ({"KORAT_SMTP_URL": "mail.example"})


def test_an_owner_without_an_app_login_is_refused():
    with pytest.raises(Invalid, match="DATABASE_URL"):
        Settings.from_environ({"DATABASE_OWNER_URL": "postgresql://owner@db.example/province"})


def test_passwords_stay_out_of_logs():
    environ = {
        "DATABASE_URL": "postgresql://app:secret@db.example/p",
        "KORAT_SMTP_URL": "smtp://u:secret@m.example",
    }
    assert "secret" not in repr(Settings.from_environ(environ))


def test_the_environment_is_read_once(monkeypatch):
    first = settings.read()
    monkeypatch.setenv("KORAT_PORT", "9999")
    assert settings.read() is first


def test_thaid_is_named_by_the_operator_and_has_no_default():
    assert (Settings.from_environ({}).thaid_issuer, Settings.from_environ({}).proxies) == (None, 0)
    given = {
        "KORAT_THAID_ISSUER": "https://imauth.bora.dopa.go.th/",
        "KORAT_THAID_CLIENT_ID": "x",
        "KORAT_PROXIES": "2",
    }
    found = Settings.from_environ(given)
    assert (found.thaid_issuer, found.thaid_client_id, found.proxies) == ("https://imauth.bora.dopa.go.th", "x", 2)


@pytest.mark.parametrize(
    "given",
    [
        {"KORAT_THAID_ISSUER": "http://imauth.bora.dopa.go.th"},
        {"KORAT_THAID_ISSUER": "http://localhost:8010", "KORAT_MODE": "production"},
        {"KORAT_THAID_ISSUER": "imauth.bora.dopa.go.th"},
        {"KORAT_PROXIES": "-1"},
        {"KORAT_PROXIES": "many"},
        {"KORAT_PROXIES": "10"},
    ],
)
def test_an_issuer_without_tls_and_a_wrong_count_of_proxies_are_refused(given):
    with pytest.raises(Invalid) as refused:
        Settings.from_environ(given)
    assert refused.value.field == next(iter(given))


def test_the_stand_in_on_this_machine_needs_no_tls():
    assert (
        Settings.from_environ({"KORAT_THAID_ISSUER": "http://localhost:8010"}).thaid_issuer == "http://localhost:8010"
    )
