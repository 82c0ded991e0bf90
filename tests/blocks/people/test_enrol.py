"""A person comes into the house."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from korat.blocks.ledger import actions as ledger
from korat.blocks.ledger.models import Act
from korat.blocks.people import actions, queries
from korat.blocks.people.actions import Address, Names, NewPerson
from korat.blocks.people.models import Person, PersonPrivate
from korat.kernel.errors import Conflict, Forbidden, Invalid
from korat.kernel.thai import sort_key

pytestmark = pytest.mark.usefixtures("house")
CITIZEN = "1101700230708"


def enrol(now, **known):
    person = NewPerson(names=known.pop("names", Names("แก้ว")), **known)
    return actions.enrol(actor=None, person=person, now=now)


def own_view(subject, now):
    return queries.person_private(queries.actor_of(subject, "test"), subject, now)


def test_a_person_without_family_name_title_or_number_is_whole(now):
    shown = own_view(enrol(now), now)
    assert (shown.names, shown.phone, shown.email, shown.citizen_number) == (Names("แก้ว"), "", "", "")


def test_everything_known_is_kept_and_found_again(now):
    home = Address(house_number="๑๒/๓", moo="5", postcode="30140")
    subject = enrol(
        now,
        names=Names("สมใจ", "ใจดี", "นางสาว"),
        phone="๐๘๑-๒๓๔ ๕๖๗๘",
        email="Somjai@Example.COM",
        citizen_number="1-1017-00230-70-8",
        birth_date=date(1960, 11, 24),
        address=home,
    )
    shown = own_view(subject, now)
    assert (shown.phone, shown.email, shown.citizen_number) == ("+66812345678", "somjai@example.com", CITIZEN)
    assert shown.names.show() == "นางสาวสมใจ ใจดี"
    assert shown.address == home
    assert shown.address.house_number == "12/3"
    assert queries.person(subject).age_band == "60-79"


def test_an_age_band_changes_on_the_birthday(now):
    assert queries.person(enrol(now, birth_date=date(1966, 11, 23))).age_band == "60-79"
    assert queries.person(enrol(now, birth_date=date(1966, 11, 24))).age_band == "18-59"


def test_people_are_sorted_by_given_name_as_a_dictionary_does(now):
    subjects = [enrol(now, names=Names(name)) for name in ("แก้ว", "ขวัญ", "กาญจนา")]
    keys = {own_view(subject, now).sort_key: subject for subject in subjects}
    assert [keys[key] for key in sorted(keys)] == [subjects[2], subjects[0], subjects[1]]
    assert own_view(subjects[0], now).sort_key == sort_key("แก้ว ")


def test_a_citizen_number_with_a_wrong_check_digit_is_refused_and_nothing_is_kept(now):
    before = Person.objects.count()
    with pytest.raises(Invalid) as refused:
        enrol(now, citizen_number="1101700230709")
    assert refused.value.field == "citizen_number"
    assert "709" not in str(refused.value)
    assert Person.objects.count() == before


def test_one_citizen_number_is_one_persons(now):
    enrol(now, citizen_number=CITIZEN)
    before = Person.objects.count()
    with pytest.raises(Conflict):
        enrol(now, citizen_number=CITIZEN)
    assert Person.objects.count() == before


def test_two_persons_may_share_a_telephone(now):
    assert enrol(now, phone="0812345678") != enrol(now, phone="081 234 5678")


def test_the_citizen_number_lies_sealed_and_opens_for_its_own_person_alone(now):
    subject = enrol(now, citizen_number=CITIZEN)
    sealed = bytes(PersonPrivate.objects.using("owner").get(subject_id=subject).citizen_number)
    assert CITIZEN.encode() not in sealed
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE korat_people_personprivate SET citizen_number = %s", [sealed])
    other = enrol(now)
    PersonPrivate.objects.using("owner").filter(subject_id=other).update(citizen_number=sealed)
    with pytest.raises(Exception, match=r"^$") as wrong:
        own_view(other, now)
    assert type(wrong.value).__name__ == "InvalidTag"


def test_a_repeated_request_enrols_once(now):
    key, person = str(uuid4()), NewPerson(names=Names("แก้ว"))
    actions.enrol(actor=None, person=person, now=now, key=key)
    before = Person.objects.count()
    with pytest.raises(ledger.DoneBefore):
        actions.enrol(actor=None, person=person, now=now, key=key)
    assert Person.objects.count() == before


def test_a_resident_may_not_enrol_others(resident, now):
    with pytest.raises(Forbidden):
        actions.enrol(actor=resident, person=NewPerson(names=Names("แก้ว")), now=now)


@pytest.mark.parametrize("given", ["", "  ", "\u200b"])
def test_a_name_of_nothing_visible_is_refused(given, now):
    with pytest.raises(Invalid):
        enrol(now, names=Names(given))


def test_without_a_look_nobody_reads_a_name(resident, now):
    enrol(now)
    assert not PersonPrivate.objects.exists()
    with pytest.raises(Forbidden):
        queries.person_private(resident, enrol(now), now)


def test_looking_at_another_person_leaves_a_look(now):
    subject, demo = enrol(now), queries.service_actor("demo")
    assert queries.person_private(demo, subject, now).names == Names("แก้ว")
    look = Act.objects.filter(look=True).latest("id")
    assert (look.kind, look.actor_id, look.purpose) == ("people.person.looked", demo.subject, "people.manage")


def test_one_account_serves_a_family_but_not_a_village(now):
    account = actions.open_account(phone="0812345678")
    for _ in range(12):
        actions.enrol(actor=None, person=NewPerson(names=Names("แก้ว")), now=now, account=account)
    with pytest.raises(Conflict):
        actions.enrol(actor=None, person=NewPerson(names=Names("แก้ว")), now=now, account=account)


def test_writing_a_person_without_an_act_is_refused_by_the_database(resident):
    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.filter(pk=resident.subject).update(language="en")
