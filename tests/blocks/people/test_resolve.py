"""Finding a person by a number."""

import pytest
from django.core.cache import cache

from korat.blocks.ledger.models import Act
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Names, NewPerson
from korat.blocks.people.actions.resolve import LIMIT
from korat.blocks.people.models import Identifier
from korat.kernel.errors import Conflict, Forbidden, Invalid, Refused

pytestmark = pytest.mark.usefixtures("house")
CITIZEN = "1101700230708"


def enrol(now, **known):
    return actions.enrol(actor=None, person=NewPerson(names=Names("แก้ว"), **known), now=now)


def resolve(number, kind, now):
    return actions.resolve(actor=queries.service_actor("signin"), number=number, kind=kind, now=now)


def test_a_number_finds_its_person_however_it_is_typed(now):
    subject = enrol(now, citizen_number=CITIZEN, phone="0899999999", email="kaew@example.com")
    assert resolve("1 1017 00230 70 8", "citizen", now) == subject
    assert resolve("๐๘๙ ๙๙๙ ๙๙๙๙", "phone", now) == subject
    assert resolve("KAEW@example.com", "email", now) == subject


def test_an_unknown_number_finds_nobody_and_both_answers_are_acts(now):
    assert resolve("0899999998", "phone", now) is None
    act = Act.objects.latest("id")
    assert (act.kind, act.facts) == ("people.person.resolved", {"kind": "phone", "found": 0})


def test_a_shared_telephone_names_nobody(now):
    enrol(now, phone="0899999999")
    enrol(now, phone="0899999999")
    with pytest.raises(Conflict):
        resolve("0899999999", "phone", now)
    assert Act.objects.latest("id").facts["found"] == 2


def test_neither_numbers_nor_plain_hashes_of_them_lie_in_the_table(now, monkeypatch):
    enrol(now, phone="0899999999")
    kept = bytes(Identifier.objects.latest("id").digest)
    monkeypatch.setattr("django.conf.settings.KORAT_PEPPER", "another installation")
    assert resolve("0899999999", "phone", now) is None
    assert len(kept) == 32


def test_a_resident_may_not_look_people_up(resident, now):
    with pytest.raises(Forbidden):
        actions.resolve(actor=resident, number=CITIZEN, kind="citizen", now=now)


def test_a_malformed_number_is_refused_before_anything_is_asked(now):
    acts = Act.objects.count()
    with pytest.raises(Invalid):
        resolve("1101700230709", "citizen", now)
    assert Act.objects.count() == acts


def test_looking_up_is_rationed(now):
    cache.clear()
    for _ in range(LIMIT):
        resolve("0899999998", "phone", now)
    with pytest.raises(Refused) as refused:
        resolve("0899999998", "phone", now)
    assert refused.value.status == 429
