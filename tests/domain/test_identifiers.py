"""A-numbers and other keys in all the ways people write them (`domain.md` g.2 item 1), each with its stated outcome."""

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from ledger.domain import person, person_state
from ledger.domain.codes import IdentifierScheme
from ledger.domain.identifiers import NOT_RECOGNISED, PLACEHOLDER, ReadIdentifier, read_identifier
from ledger.domain.person import IdentifierAssigned, IdentifierValue
from ledger.domain.personal import Personal
from ledger.domain.values import PersonId
from tests.domain.builders import CHILD, MOTHER, Said, claim, make
from tests.domain.story import Story, given

NUMBER = "A205123456"


@pytest.mark.parametrize(
    ("written", "normalised", "doubts"),
    [
        ("A205123456", NUMBER, ()),
        ("A-205-123-456", NUMBER, ()),
        ("205 123 456", NUMBER, ()),
        ("a205123456", NUMBER, ()),
        (" A 205.123.456 ", NUMBER, ()),
        ("A#205123456", NUMBER, ()),
        ("(A)205-123-456", NUMBER, ()),
        ("A205/123/456", NUMBER, ()),
        ("A\u2011205\u2013123\u2014456", NUMBER, ()),
        ("A\u00a0205\u00a0123\u00a0456", NUMBER, ()),
        ("A\u200b205123456\ufeff", NUMBER, ()),
        ("Ａ２０５１２３４５６", NUMBER, ()),
        ("A12345678", "A012345678", ()),
        ("12345678", "A012345678", ()),
        ("A1234567", "A001234567", ()),
        ("a0205123456", NUMBER, ("ten_digits",)),
        ("A2O5123456", NUMBER, ("letter_for_digit",)),
        ("A20512345o", "A205123450", ("letter_for_digit",)),
        ("A2051l3456", "A205113456", ("letter_for_digit",)),
        ("aO2O5I23456", "A205123456", ("letter_for_digit", "ten_digits")),
        ("A000000000", "A000000000", ("placeholder",)),
        ("999999999", "A999999999", ("placeholder",)),
        # not recognised: kept as written, compared with nothing
        ("A123456", "A123456", (NOT_RECOGNISED,)),
        ("A1205123456", "A1205123456", (NOT_RECOGNISED,)),
        ("A205123456B", "A205123456B", (NOT_RECOGNISED,)),
        ("b(6), b(7)c", "B6,B7C", (NOT_RECOGNISED,)),
        ("unknown", "UNKNOWN", (NOT_RECOGNISED,)),
        ("", "", (NOT_RECOGNISED,)),
        ("²⁰⁵", "205", (NOT_RECOGNISED,)),
        ("٢٠٥١٢٣٤٥٦", "٢٠٥١٢٣٤٥٦", (NOT_RECOGNISED,)),
    ],
)
def test_a_number(written: str, normalised: str, doubts: tuple[str, ...]) -> None:
    expected = ReadIdentifier(normalised=normalised, written=written, doubts=doubts)
    assert read_identifier(IdentifierScheme.A_NUMBER, written) == expected


def test_transposed_digits_are_another_number() -> None:
    """Nothing guesses: who has which number is for the matching of people, with evidence."""
    assert read_identifier(IdentifierScheme.A_NUMBER, "A205123465").normalised != NUMBER


@pytest.mark.parametrize(
    ("scheme", "written", "normalised"),
    [
        (IdentifierScheme.FINS, "1098 765 432", "1098765432"),
        (IdentifierScheme.EID_SUBJECT, "365-112-233", "365112233"),
        (IdentifierScheme.CIV_ID, "civ/2019.004471", "CIV2019004471"),
        (IdentifierScheme.UC_PORTAL, " uc\u20112019\u2011118 ", "UC2019118"),
        (IdentifierScheme.FAMILY_UNIT, "FMU-7781", "FMU7781"),
    ],
)
def test_other_schemes(scheme: IdentifierScheme, written: str, normalised: str) -> None:
    assert read_identifier(scheme, written) == ReadIdentifier(normalised=normalised, written=written, doubts=())


@pytest.mark.parametrize("scheme", sorted(set(IdentifierScheme) - {IdentifierScheme.A_NUMBER}))
@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        ("000-000-0000", (PLACEHOLDER,)),
        ("99", (PLACEHOLDER,)),
        ("9", ()),
        ("9999999998", ()),
        ("X999", ()),
        ("n/a", (NOT_RECOGNISED,)),
    ],
)
def test_placeholders_and_words_of_every_scheme(
    scheme: IdentifierScheme, written: str, doubts: tuple[str, ...]
) -> None:
    assert read_identifier(scheme, written).doubts == doubts


@example(scheme=st.sampled_from(IdentifierScheme), written=st.text(max_size=20))
@settings(deadline=None)
def test_nothing_is_refused_and_what_was_written_is_kept(scheme: IdentifierScheme, written: str) -> None:
    read = read_identifier(scheme, written)
    assert read.written == written
    assert read.normalised or read.doubts == (NOT_RECOGNISED,)


@example(digits=st.integers(min_value=1_000_000, max_value=999_999_999), mark=st.sampled_from(["", "A", "a-", "A# "]))
@settings(deadline=None)
def test_reading_a_normalised_number_again_changes_nothing(digits: int, mark: str) -> None:
    once = read_identifier(IdentifierScheme.A_NUMBER, f"{mark}{digits}").normalised
    again = read_identifier(IdentifierScheme.A_NUMBER, once)
    assert (again.normalised, len(once)) == (once, 10)


# on people ------------------------------------------------------------------------------------------------------------


def assigned(written: str, who: PersonId = CHILD) -> Said:
    read = read_identifier(IdentifierScheme.A_NUMBER, written)
    values: dict[str, object] = {
        "person": who,
        "claimed": claim(1),
        "scheme": IdentifierScheme.A_NUMBER,
        "identifier": Personal.of(IdentifierValue(normalised=read.normalised, written=read.written)),
        "doubts": read.doubts,
    }
    return Said(make(IdentifierAssigned, "USBP", f"{who} {written}", values), 2, who)


def numbers(story: Story, who: PersonId) -> list[str]:
    events = [item.event for item in story.log.streams[who]]
    return [event.identifier.value.normalised for event in events if isinstance(event, IdentifierAssigned)]


def test_the_same_number_on_two_people_is_recorded_on_both() -> None:
    """A parent's number typed on the child, siblings swapped: flagged by a view, refused by nobody."""
    story = given(assigned(NUMBER), assigned("205-123-456", MOTHER))
    assert numbers(story, CHILD) == numbers(story, MOTHER) == [NUMBER]


def test_a_child_has_two_numbers_or_none() -> None:
    story = given(assigned(NUMBER), assigned("A205999888"))
    assert numbers(story, CHILD) == [NUMBER, "A205999888"]
    assert numbers(given(), CHILD) == []


def test_a_number_that_was_never_theirs_is_retired_and_stays_in_the_record() -> None:
    wrong = assigned(NUMBER)
    values: dict[str, object] = {"person": CHILD, "claimed": claim(5), "assigned": wrong.event.event_id}
    story = given(wrong, Said(make(person.IdentifierRetired, "USBP", "", values), 6, CHILD))
    recorded = story.log.streams[CHILD]
    assert person_state.fold(recorded).identifiers == frozenset()  # type: ignore[arg-type]  # a person's stream
    assert numbers(story, CHILD) == [NUMBER]
