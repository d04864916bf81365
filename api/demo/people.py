"""Who the children and those who came with them are: invented names, claims and answers."""

from datetime import date

from api.demo import assumed
from api.demo.ages import age_on, written
from api.demo.drafts import Draft
from api.demo.draws import Draws, Weighted, hours
from api.demo.months import moment
from api.demo.names import MAYAN_LANGUAGES, invent_name, invent_relative, write_a_number
from api.demo.plan import CompanionPlan, CorrectionKind, CorrectionPlan, Origin, PersonPlan
from api.demo.published import MONTHS
from ledger.domain.codes import CompanionsAnswer, ExitKind, Need, Relation, SeparationReason, Sex
from ledger.domain.values import PartialDate

_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
_SPANISH = Weighted([("spa", 1.0)])
_SEX_OF = {Relation.MOTHER: Sex.FEMALE, Relation.FATHER: Sex.MALE}


def invent_person(draft: Draft, draws: Draws) -> PersonPlan:
    """The person of a draft whose sex and birth date are settled."""
    country = "MEX" if draft.unreferred is ExitKind.REPATRIATION else assumed.COUNTRIES.draw(draws)
    language = assumed.LANGUAGES.get(country, _SPANISH).draw(draws)
    sex = _SEXES[draft.sex]
    return PersonPlan(
        name=invent_name(draws, sex=sex, country=country, language=language),
        sex=sex,
        birth=draft.birth,
        birth_written=written(draft.birth, draft.birth_known),
        country=country,
        languages=_languages(language, draws),
        a_number=None if _no_number(draft, draws) else write_a_number(draws, draft.number),
    )


def invent_companions(
    draft: Draft, person: PersonPlan, draws: Draws
) -> tuple[CompanionsAnswer, tuple[CompanionPlan, ...], SeparationReason | None]:
    """The answer to "who came along", those named, and why a parent among them was parted from the child."""
    if draft.origin is Origin.OPENING_CENSUS:
        return CompanionsAnswer.UNKNOWN, (), None
    if draft.unreferred is ExitKind.RELEASED:
        return CompanionsAnswer.NAMED, (_companion(_parent(draws), person, draws, present=True),), None
    if draft.unreferred is None and draws.random() < assumed.SEPARATED_FROM_PARENT:
        parent = _companion(_parent(draws), person, draws, present=True)
        return CompanionsAnswer.NAMED, (parent,), assumed.SEPARATIONS.draw(draws)
    answer = assumed.COMPANIONS.draw(draws)
    if age_on(draft.birth, draft.met_on) < assumed.COMPANION_ALWAYS_UNDER_YEARS:
        answer = CompanionsAnswer.NAMED
    if answer is not CompanionsAnswer.NAMED:
        return answer, (), None
    relations = {assumed.RELATIONS.draw(draws) for _ in range(draws.choice((1, 1, 2)))}
    named = tuple(
        _companion(relation, person, draws, present=draws.random() < assumed.COMPANION_PRESENT)
        for relation in sorted(relations)
    )
    return answer, named, None


def needs_of(draft: Draft, person: PersonPlan, draws: Draws) -> tuple[Need, ...]:
    """What the next place must be able to meet."""
    age = age_on(draft.birth, draft.met_on)
    needs = [need for need, share in assumed.NEEDS if draws.random() < share]
    if age < assumed.TENDER_AGE_UNDER_YEARS:
        needs.append(Need.TENDER_AGE)
    elif person.sex is Sex.FEMALE and age >= assumed.PREGNANCY_FROM_YEARS:
        mother = draws.random() < assumed.PREGNANT_OR_PARENTING
        needs += [draws.choice((Need.PREGNANCY, Need.PARENTING))] if mother else []
    if "spa" not in person.languages:
        needs.append(Need.INTERPRETER)
    return tuple(sorted(needs))


def invent_correction(draft: Draft, person: PersonPlan, draws: Draws) -> CorrectionPlan | None:
    """A record that is first wrong: day and month of birth swapped, or the time of data entry taken for the time."""
    if draft.referral is None or draws.random() >= assumed.RECORD_CORRECTED:
        return None
    at = draft.booked_in + hours(draws, 1, 10)
    swapped = _swapped(draft.birth) if person.birth_written.text == draft.birth.isoformat() else None
    if swapped is None or draws.random() < assumed.ENCOUNTER_TIME_CORRECTED:
        wrong = moment(draft.encountered + (draft.booked_in - draft.encountered) // 2, draft.zone)
        return CorrectionPlan(kind=CorrectionKind.ENCOUNTER_TIME, at=moment(at, draft.zone), first_encounter=wrong)
    return CorrectionPlan(kind=CorrectionKind.BIRTH_DATE, at=moment(at, draft.zone), first_birth=swapped)


def _swapped(birth: date) -> PartialDate | None:
    """The date with day and month in the other order, when that is a date as well."""
    if birth.day > MONTHS or birth.day == birth.month:
        return None
    return PartialDate(text=f"{birth.year}-{birth.day:02}-{birth.month:02}")


def _languages(first: str, draws: Draws) -> tuple[str, ...]:
    """The best language, and Spanish beside a Mayan one for some."""
    speaks_spanish = first in MAYAN_LANGUAGES and draws.random() < assumed.SPANISH_BESIDE_MAYAN
    return (first, "spa") if speaks_spanish else (first,)


def _no_number(draft: Draft, draws: Draws) -> bool:
    return draft.origin is not Origin.OPENING_CENSUS and draws.random() < assumed.NO_A_NUMBER_YET


def _parent(draws: Draws) -> Relation:
    return draws.choice((Relation.MOTHER, Relation.FATHER))


def _companion(relation: Relation, child: PersonPlan, draws: Draws, *, present: bool) -> CompanionPlan:
    sex = _SEX_OF.get(relation) or draws.choice((Sex.MALE, Sex.FEMALE))
    language = child.languages[0]
    if relation in assumed.STRANGERS:
        name = invent_name(draws, sex=sex, country=child.country, language=language)
    else:
        name = invent_relative(draws, kin=child.name, sex=sex, country=child.country, language=language)
    return CompanionPlan(name=name, sex=sex, relation=relation, present_now=present)
