"""Two people: claims stand side by side, are judged by others than who made them, and are never taken out of sight."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from ledger.domain import codes
from ledger.domain.errors import Refused, UnknownStream
from ledger.domain.event import Recorded
from ledger.domain.heads import stream_head
from ledger.domain.relationship import events
from ledger.domain.relationship.events import RelationshipEvent
from ledger.domain.relationship.guards import guard
from ledger.domain.relationship.pair import relationship_id
from ledger.domain.relationship.state import Standing
from ledger.domain.values import PersonId, UserId
from tests.domain.builders import (
    AUNT,
    CHILD,
    LATE,
    MOTHER,
    Said,
    came_with,
    companions_declared,
    corrected,
    encountered,
    voided,
)
from tests.domain.builders_kindred import (
    FATHER,
    NOBODY,
    asserted,
    claim_in,
    disputed,
    done,
    ended,
    one_person_proposed,
    pair_in,
    put_right,
    refuted,
    standing_of,
    struck_out,
    tie_judged,
    told_of,
    verified,
)
from tests.domain.story import Story

Judge = Callable[..., Said]
CLAIM = asserted()
HER_AUNT = codes.Kin.AUNT_OR_UNCLE


# claims ---------------------------------------------------------------------------------------------------------------


def test_what_somebody_claims() -> None:
    story = done(told_of().when(CLAIM))
    assert [type(each.event) for each in story.decided] == [events.RelationshipAsserted]
    claim = claim_in(story.log, CLAIM)
    assert (claim.relative, claim.relative_of, claim.kin) == (MOTHER, CHILD, codes.Kin.MOTHER)
    assert (claim.standing, claim.by, claim.last_confirmed) == (Standing.CLAIMED, UserId("USBP.official"), None)


def test_claims_of_two_agencies_stand_side_by_side() -> None:
    """A maternal aunt is not a paternal aunt; whoever says so second does not overwrite the first."""
    one = asserted(5, AUNT, CHILD, HER_AUNT, codes.Lineage.MATERNAL)
    other = asserted(6, AUNT, CHILD, HER_AUNT, codes.Lineage.PATERNAL, by="ORR")
    story = told_of(one, other, refuted(20, one))
    assert [(each.lineage, each.standing) for each in pair_in(story.log, AUNT).claims] == [
        (codes.Lineage.MATERNAL, Standing.REFUTED),
        (codes.Lineage.PATERNAL, Standing.CLAIMED),
    ]


def test_a_pair_has_one_stream_whoever_is_named_first() -> None:
    story = told_of(CLAIM, asserted(7, CHILD, MOTHER, codes.Kin.RELATIVE, by="ICE"))
    assert len(pair_in(story.log, CHILD, MOTHER).claims) == 2
    pair = relationship_id(CHILD, MOTHER)
    assert set(stream_head(story.log.streams[pair])[1].people) == {CHILD, MOTHER}


def test_two_people_are_told_under_their_own_id() -> None:
    elsewhere = Said(CLAIM.event, CLAIM.minute, relationship_id(AUNT, CHILD))
    for wrong in (elsewhere, Said(CLAIM.event, CLAIM.minute, CHILD)):
        assert isinstance(told_of().when(wrong).problem, UnknownStream)


def test_both_have_a_record() -> None:
    for said in (asserted(5, NOBODY, CHILD), asserted(5, CHILD, NOBODY), one_person_proposed(5, (NOBODY, CHILD))):
        assert isinstance(told_of().when(said).problem, UnknownStream)


def test_nobody_is_related_to_themselves() -> None:
    for said in (asserted(5, CHILD, CHILD), one_person_proposed(5, (CHILD, CHILD))):
        told_of().when(said).refused("one_person")


# judgements -----------------------------------------------------------------------------------------------------------

JUDGES = pytest.mark.parametrize(
    ("judge", "standing", "event"),
    [
        (verified, Standing.VERIFIED, events.RelationshipVerified),
        (refuted, Standing.REFUTED, events.RelationshipRefuted),
    ],
)


@JUDGES
def test_two_others_judge_a_claim(judge: Judge, standing: Standing, event: type) -> None:
    said = judge(20, CLAIM)
    story = done(told_of(CLAIM).when(said))
    assert [type(each.event) for each in story.decided] == [event]
    assert standing_of(story.log, CLAIM) is standing
    [judgement] = claim_in(story.log, CLAIM).judgements
    assert (judgement.by, judgement.organisation) == (UserId("ORR.official"), "ORR")
    assert judgement.methods


@pytest.mark.parametrize("judge", [verified, refuted])
@pytest.mark.parametrize(
    ("by", "user", "second"),
    [
        ("USBP", "", "ORR.second"),
        ("ORR", "", "USBP.official"),
        ("ORR", "", "ORR.official"),
        ("USBP", "", "USBP.official"),
    ],
    ids=["who claimed it", "who claimed it is the second", "one official twice", "who claimed it, twice"],
)
def test_nobody_judges_what_they_claimed_nor_alone(judge: Judge, by: str, user: str, second: str) -> None:
    said = judge(20, CLAIM, second, by=by, user=user)
    story = told_of(CLAIM).when(said).refused("needs_other_people", allows="dispute")
    assert standing_of(story.log, CLAIM) is Standing.CLAIMED


def test_two_others_of_the_same_agency_may_judge() -> None:
    story = done(told_of(CLAIM).when(verified(20, CLAIM, "USBP.third", by="USBP", user="USBP.second")))
    assert standing_of(story.log, CLAIM) is Standing.VERIFIED


def test_a_verified_claim_is_disputed_and_verified_again() -> None:
    story = told_of(CLAIM, verified(20, CLAIM))
    confirmed = claim_in(story.log, CLAIM).last_confirmed
    done(story.when(disputed(30, CLAIM, by="ICE")))
    assert [type(each.event) for each in story.decided] == [events.RelationshipDisputed]
    claim = claim_in(story.log, CLAIM)
    assert (claim.standing, claim.last_confirmed) == (Standing.DISPUTED, confirmed)
    assert [each.standing for each in claim.judgements] == [Standing.VERIFIED, Standing.DISPUTED]
    done(story.when(verified(40, CLAIM)))
    again = claim_in(story.log, CLAIM)
    assert again.standing is Standing.VERIFIED
    assert again.last_confirmed is not None
    assert confirmed is not None
    assert again.last_confirmed > confirmed


def test_a_refuted_claim_stays() -> None:
    story = told_of(CLAIM, refuted(20, CLAIM), asserted(30, by="ICE"))
    assert [each.standing for each in pair_in(story.log).claims] == [Standing.REFUTED, Standing.CLAIMED]


def test_what_was_true_ends_and_stays() -> None:
    story = done(told_of(CLAIM, verified(20, CLAIM)).when(ended(30, CLAIM)))
    assert [type(each.event) for each in story.decided] == [events.RelationshipEnded]
    assert standing_of(story.log, CLAIM) is Standing.ENDED
    assert claim_in(story.log, CLAIM).last_confirmed is not None


def test_a_judgement_is_about_a_claim_of_these_two() -> None:
    other = asserted(5, AUNT, CHILD, HER_AUNT)
    for judge in (verified, refuted, disputed, ended):
        told_of(other).when(judge(20, CLAIM)).refused("no_such_claim", allows="assert")


def test_a_late_doubt_takes_its_place() -> None:
    """Of two reports the one that happened later says how the claim stands, whichever came first."""
    early, late = disputed(30, CLAIM), ended(50, CLAIM)
    one = told_of(CLAIM, early, late)
    two = told_of(CLAIM, late, Said(early.event, 90, early.stream))
    assert pair_in(one.log) == pair_in(two.log)
    assert standing_of(two.log, CLAIM) is Standing.ENDED


# strikes --------------------------------------------------------------------------------------------------------------


def test_a_withdrawn_claim_stays_in_sight() -> None:
    story = done(told_of(CLAIM, verified(20, CLAIM)).when(struck_out(CLAIM)))
    assert [type(each.event) for each in story.decided] == [events.RelationshipVoided]
    claim = claim_in(story.log, CLAIM)
    assert (claim.standing, [each.standing for each in claim.judgements]) == (
        Standing.WITHDRAWN,
        [Standing.VERIFIED],
    )
    later = LATE + 1
    story.when(verified(later, CLAIM)).refused("no_such_claim")
    done(story.when(disputed(40, CLAIM, said=later)))
    void = Said(next(e for e in events_of(story) if isinstance(e, events.RelationshipVoided)), 0, CLAIM.stream)
    done(story.when(struck_out(void, later + 1)))
    assert standing_of(story.log, CLAIM) is Standing.DISPUTED


def events_of(story: Story) -> list[RelationshipEvent]:
    recorded = cast("list[Recorded[RelationshipEvent]]", story.log.streams[CLAIM.stream])
    return [item.event for item in recorded]


def test_a_corrected_claim_is_judged_anew() -> None:
    better = asserted(6, MOTHER, CHILD, codes.Kin.STEPPARENT)
    story = done(told_of(CLAIM, verified(20, CLAIM)).when(put_right(CLAIM, better)))
    assert [type(each.event) for each in story.decided] == [events.RelationshipAsserted, events.RelationshipCorrected]
    assert [each.standing for each in pair_in(story.log).claims] == [Standing.WITHDRAWN, Standing.CLAIMED]


def test_a_judgement_is_never_edited() -> None:
    story = told_of(CLAIM, verified(20, CLAIM))
    story.when(put_right(verified(20, CLAIM), verified(21, CLAIM))).refused("decision_not_correctable")


@pytest.mark.parametrize("judge", [verified, refuted])
def test_one_official_does_not_take_away_what_two_have_judged(judge: Judge) -> None:
    said = judge(20, CLAIM)
    story = told_of(CLAIM, said)
    story.when(struck_out(said)).refused("judged_by_two", allows="dispute")
    assert standing_of(story.log, CLAIM) is not Standing.CLAIMED
    done(story.when(disputed(30, CLAIM)))
    assert standing_of(story.log, CLAIM) is Standing.DISPUTED


def test_a_judgement_that_was_struck_before_comes_back_and_is_not_struck_again() -> None:
    """Logs from before this rule have such strikes."""
    said = verified(20, CLAIM)
    void = struck_out(said, 100)
    recorded = told_of(CLAIM, said).log.streams[relationship_id(MOTHER, CHILD)]
    restored = struck_out(Said(void.event, 100, void.stream), 101)
    again = struck_out(Said(restored.event, 101, void.stream), 102)
    pair = [cast("Recorded[RelationshipEvent]", item) for item in recorded]
    pair.append(replace(pair[-1], version=3, event=cast("RelationshipEvent", void.event)))
    guard(pair, cast("RelationshipEvent", restored.event))
    guard(pair, cast("RelationshipEvent", struck_out(CLAIM).event))
    pair.append(replace(pair[-1], version=4, event=cast("RelationshipEvent", restored.event)))
    with pytest.raises(Refused) as refusal:
        guard(pair, cast("RelationshipEvent", again.event))
    assert refusal.value.reason == "judged_by_two"


def test_only_who_signed_strikes() -> None:
    story = told_of(CLAIM)
    story.when(struck_out(CLAIM, by="ICE")).refused("not_your_record")
    story.when(struck_out(asserted(9))).refused("no_such_record")
    done(story.when(struck_out(CLAIM)))
    story.when(struck_out(CLAIM, LATE + 1)).refused("already_struck")


# mere signs --------------------------------------------------------------------------------------------------------


def test_what_was_found_of_signs_is_remembered() -> None:
    signs = (codes.TieSign.SAME_EVENT, codes.TieSign.SHARED_SURNAME)
    story = done(told_of().when(tie_judged(30, codes.TieAnswer.NOT_RELATED, *signs)))
    assert [type(each.event) for each in story.decided] == [events.TieJudged]
    state = pair_in(story.log, AUNT)
    assert (state.tie, state.tie_signs, state.claims) == (codes.TieAnswer.NOT_RELATED, frozenset(signs), ())
    done(story.when(tie_judged(40, codes.TieAnswer.RELATED, codes.TieSign.SAME_CONTACT)))
    assert pair_in(story.log, AUNT).tie is codes.TieAnswer.RELATED


# what an encounter claims ---------------------------------------------------------------------------------------------


def kin(story: Story, one: PersonId = MOTHER) -> list[tuple[codes.Kin, codes.Lineage]]:
    return [(each.kin, each.lineage) for each in pair_in(story.log, one).claims]


def test_whom_an_encounter_names_is_claimed_once_an_agency() -> None:
    story = told_of(encountered(0, came_with(MOTHER)))
    assert kin(story) == [(codes.Kin.MOTHER, codes.Lineage.NOT_APPLICABLE)]
    story.given(companions_declared(5, came_with(MOTHER)))
    assert len(kin(story)) == 1
    story.given(companions_declared(9, came_with(MOTHER), by="ICE"))
    assert len(kin(story)) == 2


def test_somebody_named_twice_in_one_answer_is_claimed_once() -> None:
    story = done(told_of().when(encountered(0, came_with(MOTHER), came_with(MOTHER))))
    assert len(kin(story)) == 1


def test_two_relations_of_one_person_are_two_claims() -> None:
    maternal, paternal = codes.Relation.MATERNAL_GRANDPARENT, codes.Relation.PATERNAL_GRANDPARENT
    story = told_of(encountered(0, came_with(AUNT, maternal), came_with(AUNT, paternal)))
    assert set(kin(story, AUNT)) == {
        (codes.Kin.GRANDPARENT, codes.Lineage.MATERNAL),
        (codes.Kin.GRANDPARENT, codes.Lineage.PATERNAL),
    }
    ids = [item.event.event_id for item in story.log.streams[relationship_id(AUNT, CHILD)]]
    assert len(set(ids)) == len(ids)


def test_an_own_child_makes_a_parent_of_who_was_asked() -> None:
    story = told_of(encountered(0, came_with(FATHER, codes.Relation.OWN_CHILD)))
    [claim] = pair_in(story.log, FATHER).claims
    assert (claim.relative, claim.relative_of, claim.kin) == (CHILD, FATHER, codes.Kin.PARENT)


def test_who_is_unrelated_is_claimed_nothing() -> None:
    story = told_of(encountered(0, came_with(AUNT, codes.Relation.UNRELATED)))
    assert relationship_id(AUNT, CHILD) not in story.log.streams


def test_who_is_named_as_their_own_companion_is_claimed_nothing() -> None:
    story = done(told_of().when(encountered(0, came_with(CHILD))))
    assert relationship_id(CHILD, CHILD) not in story.log.streams


def test_a_claim_outlives_the_encounter_that_named_it() -> None:
    met = encountered(0, came_with(MOTHER), tag="first")
    again = companions_declared(5, came_with(AUNT, codes.Relation.MATERNAL_AUNT_OR_UNCLE))
    story = told_of(met, again, voided(again))
    assert len(kin(story, AUNT)) == 1
    better = encountered(0, came_with(MOTHER, codes.Relation.STEPPARENT), tag="second")
    done(story.when(corrected(met, better, LATE + 1)))
    assert {each for each, _ in kin(story)} == {codes.Kin.MOTHER, codes.Kin.STEPPARENT}
