"""Times, dates and names as people claim them: gaps and overlaps told by the offset, what is not known left out."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from ledger.domain.codes import NameRole, OrderConfidence
from ledger.domain.errors import InvalidValue
from ledger.domain.person import BirthClaim, NamePart, PersonRegistered, RecordedName
from ledger.domain.personal import Personal
from ledger.domain.values import ClaimedTime, Instant, PartialDate, Precision, TimeBasis
from tests.domain.builders import registered

# instants -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2019-05-01T03:12:00-05:00", datetime(2019, 5, 1, 8, 12, tzinfo=UTC)),
        ("2019-05-01T03:12:00Z", datetime(2019, 5, 1, 3, 12, tzinfo=UTC)),
        ("2019-05-01T03:12:00.5+00:00", datetime(2019, 5, 1, 3, 12, 0, 500_000, tzinfo=UTC)),
        # El Paso and McAllen on one case: the same clock on the wall, an hour apart
        ("2019-05-01T03:12:00-06:00", datetime(2019, 5, 1, 9, 12, tzinfo=UTC)),
        # spring forward: 02:30 is on no wall; the offset still names one instant
        ("2019-03-10T02:30:00-06:00", datetime(2019, 3, 10, 8, 30, tzinfo=UTC)),
        # fall back: 01:30 twice, told apart by the offset
        ("2019-11-03T01:30:00-05:00", datetime(2019, 11, 3, 6, 30, tzinfo=UTC)),
        ("2019-11-03T01:30:00-06:00", datetime(2019, 11, 3, 7, 30, tzinfo=UTC)),
        ("2020-02-29T00:00:00-05:00", datetime(2020, 2, 29, 5, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_by_its_offset(text: str, utc: datetime) -> None:
    assert Instant.parse(text).utc == utc


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2019-05-01T03:12:00", "with an offset"),
        ("2019-05-01", "with an offset"),
        ("2019-05-01 03:12:00-05:00", "with an offset"),
        ("2019-05-01T03:12-05:00", "with an offset"),
        ("2019-05-01T03:12:00.1234567Z", "six decimals"),
        ("2019-05-01T03:12:00-05:00\n", "with an offset"),
        ("٢019-05-01T03:12:00Z", "with an offset"),
        ("2019-05-01T24:00:00-05:00", "00:00 of the next day"),
        ("2019-05-01T23:59:60Z", "no such"),
        ("2019-02-29T00:00:00Z", "no such"),
        ("2019-05-01T03:12:00+25:00", "no such"),
        ("0019-05-01T03:12:00Z", "a year from 1900"),
        ("9999-12-31T23:59:59-05:00", "a year from 1900"),
    ],
)
def test_what_is_no_instant_is_refused_with_the_way_to_write_it(text: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        Instant.parse(text)


def test_an_instant_needs_an_offset() -> None:
    with pytest.raises(InvalidValue, match="offset"):
        Instant(datetime(2019, 5, 1, 3, 12))  # noqa: DTZ001


@example(
    at=st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2199, 12, 30)),  # noqa: DTZ001
    minutes=st.integers(min_value=-14 * 60, max_value=14 * 60),
)
@settings(deadline=None)
def test_the_text_of_an_instant_reads_as_the_same_instant(at: datetime, minutes: int) -> None:
    instant = Instant(at.replace(tzinfo=timezone(timedelta(minutes=minutes))))
    again = Instant.parse(instant.text)
    assert again == instant
    assert hash(again) == hash(instant)
    assert again <= instant
    assert not again < instant


def test_the_same_moment_in_another_offset_is_another_statement() -> None:
    here, there = Instant.parse("2019-05-01T03:12:00-05:00"), Instant.parse("2019-05-01T02:12:00-06:00")
    assert here.utc == there.utc
    assert here != there
    assert here <= there <= here
    assert repr(here) == "Instant(2019-05-01T03:12:00.000000-05:00)"


# claimed times --------------------------------------------------------------------------------------------------------


def test_a_time_known_to_the_day_is_its_first_instant_and_says_so() -> None:
    claimed = ClaimedTime(
        earliest=Instant.parse("2019-05-01T00:00:00-05:00"),
        precision=Precision.DAY,
        basis=TimeBasis.PAPER_RECORD,
        zone="America/Chicago",
    )
    assert (claimed.precision, claimed.zone) == (Precision.DAY, "America/Chicago")


@pytest.mark.parametrize(
    ("earliest", "precision", "until"),
    [
        ("2019-05-01T10:20:00-05:00", Precision.MINUTE, "2019-05-01T10:20:00-05:00"),
        ("2019-05-01T10:00:00-05:00", Precision.HOUR, "2019-05-01T11:00:00-05:00"),
        ("2019-02-28T00:00:00-05:00", Precision.DAY, "2019-03-01T00:00:00-05:00"),
        ("2019-01-31T00:00:00-05:00", Precision.MONTH, "2019-02-01T00:00:00-05:00"),
        ("2019-12-01T00:00:00-05:00", Precision.MONTH, "2020-01-01T00:00:00-05:00"),
        ("2019-12-01T00:00:00-05:00", Precision.UNKNOWN, None),
    ],
)
def test_a_claim_covers_time_up_to_its_end(earliest: str, precision: Precision, until: str | None) -> None:
    claimed = ClaimedTime(earliest=Instant.parse(earliest), precision=precision, basis=TimeBasis.PAPER_RECORD)
    assert claimed.until == (until and Instant.parse(until).at)


@pytest.mark.parametrize("zone", ["America/Chicago", "America/Argentina/Buenos_Aires", "Etc/GMT+6", "UTC"])
def test_zones(zone: str) -> None:
    at = Instant.parse("2019-05-01T00:00:00-05:00")
    assert ClaimedTime(earliest=at, precision=Precision.HOUR, basis=TimeBasis.OBSERVED, zone=zone).zone == zone


@pytest.mark.parametrize(
    "zone", ["", "america/chicago", "-05:00", "America/", "America/Chicago ", "../etc/passwd", "A/b/c/d"]
)
def test_what_is_no_name_of_a_zone(zone: str) -> None:
    at = Instant.parse("2019-05-01T00:00:00-05:00")
    with pytest.raises(InvalidValue, match="IANA"):
        ClaimedTime(earliest=at, precision=Precision.HOUR, basis=TimeBasis.OBSERVED, zone=zone)


# dates of birth -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2005", date(2005, 1, 1), date(2005, 12, 31)),
        ("2005-02", date(2005, 2, 1), date(2005, 2, 28)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2005-12", date(2005, 12, 1), date(2005, 12, 31)),
        ("2004-02-29", date(2004, 2, 29), date(2004, 2, 29)),
        ("2010-04-03", date(2010, 4, 3), date(2010, 4, 3)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_allows_a_span_of_days(text: str, first: date, last: date) -> None:
    assert PartialDate(text=text).bounds() == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2005-02-29",
        "2005-13",
        "2005-00-01",
        "03/04/2010",
        "2010-4-3",
        "05",
        "0000",
        "2010-04-03 ",
        "about 7",
        "",
        "٢٠١٠",
    ],
)
def test_what_is_no_date_is_refused_without_a_guess(text: str) -> None:
    with pytest.raises(InvalidValue, match="date: "):
        PartialDate(text=text)


def test_day_and_month_are_never_guessed_from_a_form() -> None:
    """`03/04/2010` has to be asked: 3 April and 4 March are two claims."""
    april, march = PartialDate(text="2010-04-03"), PartialDate(text="2010-03-04")
    assert april != march


def test_an_age_and_an_estimate_are_claims_of_their_own() -> None:
    about_seven = BirthClaim(age_years=7)
    assert (about_seven.date, about_seven.age_years) == (None, 7)
    assert PartialDate(text="2012", approximate=True) != PartialDate(text="2012")


def test_an_odd_birth_date_is_recorded_as_claimed() -> None:
    """After the encounter, on the default first of January, a day before the eighteenth birthday: all are claims."""
    for text in ("2031-01-01", "2005-01-01", "2001-05-02"):
        event = registered(birth=BirthClaim(date=PartialDate(text=text))).event
        assert isinstance(event, PersonRegistered)
        assert event.birth is not None
        assert event.birth.value.date == PartialDate(text=text)


# names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        ["NUÑEZ"],
        ["NUÃ‘EZ"],
        ["PE?A"],
        ["María", "de los", "Ángeles"],
        ["Mari\u0301a"],
        ["Domingo", "Francisco"],
        ["Q\u2019anjob\u02bcal"],
        ["Jn-Baptiste"],
        ["A\u00a0B\u200b"],
        ["FNU"],
        ["Ma."],
        [" Lopez"],
        ["Garcia", "Garcia"],
    ],
)
def test_a_name_stays_as_it_was_given(parts: list[str]) -> None:
    name = RecordedName(parts=tuple(NamePart(text=text, role=NameRole.UNKNOWN) for text in parts), script="Latn")
    kept = Personal.of(name).value
    assert [part.text for part in kept.parts] == parts
    assert kept.order is OrderConfidence.UNKNOWN


def test_there_is_no_last_name() -> None:
    assert {role.value for role in NameRole} & {"last", "last_name", "family_name", "middle"} == set()
