"""What one person is to another, in words: with the sex that is known, and the other way round."""

from collections.abc import Callable, Mapping

from api.web.words import Words
from ledger.domain.codes import Kin, Lineage, Sex

Say = Callable[[Words], str]

_SEXED: Mapping[tuple[Kin, Sex], Say] = {
    (Kin.STEPPARENT, Sex.FEMALE): lambda words: words.say("Stepmother"),
    (Kin.STEPPARENT, Sex.MALE): lambda words: words.say("Stepfather"),
    (Kin.GRANDPARENT, Sex.FEMALE): lambda words: words.say("Grandmother"),
    (Kin.GRANDPARENT, Sex.MALE): lambda words: words.say("Grandfather"),
    (Kin.GREAT_GRANDPARENT, Sex.FEMALE): lambda words: words.say("Great-grandmother"),
    (Kin.GREAT_GRANDPARENT, Sex.MALE): lambda words: words.say("Great-grandfather"),
    (Kin.AUNT_OR_UNCLE, Sex.FEMALE): lambda words: words.say("Aunt"),
    (Kin.AUNT_OR_UNCLE, Sex.MALE): lambda words: words.say("Uncle"),
    (Kin.SIBLING, Sex.FEMALE): lambda words: words.say("Sister"),
    (Kin.SIBLING, Sex.MALE): lambda words: words.say("Brother"),
}
"""Of whom the word depends on the sex; of whom nobody has said it, the code's own name says both."""

_CHILD: Mapping[Sex, Say] = {
    Sex.FEMALE: lambda words: words.say("Daughter"),
    Sex.MALE: lambda words: words.say("Son"),
}
_TURNED: Mapping[Kin, Say] = {
    Kin.MOTHER: lambda words: words.say("Daughter or son"),
    Kin.FATHER: lambda words: words.say("Daughter or son"),
    Kin.PARENT: lambda words: words.say("Daughter or son"),
    Kin.STEPPARENT: lambda words: words.say("Stepchild"),
    Kin.LEGAL_GUARDIAN: lambda words: words.say("Ward"),
    Kin.GRANDPARENT: lambda words: words.say("Grandchild"),
    Kin.GREAT_GRANDPARENT: lambda words: words.say("Great-grandchild"),
    Kin.AUNT_OR_UNCLE: lambda words: words.say("Niece or nephew"),
    Kin.GODPARENT: lambda words: words.say("Godchild"),
    Kin.CAREGIVER: lambda words: words.say("Cared for by this person"),
}
"""What the one is to whom the other is this; all else is the same both ways."""
_PARENTS = frozenset({Kin.MOTHER, Kin.FATHER, Kin.PARENT})
_SIDES = frozenset({Lineage.MATERNAL, Lineage.PATERNAL, Lineage.BOTH})

ABOVE: Mapping[Kin, int] = {
    Kin.MOTHER: 1,
    Kin.FATHER: 1,
    Kin.PARENT: 1,
    Kin.STEPPARENT: 1,
    Kin.LEGAL_GUARDIAN: 1,
    Kin.GODPARENT: 1,
    Kin.CAREGIVER: 1,
    Kin.AUNT_OR_UNCLE: 1,
    Kin.GRANDPARENT: 2,
    Kin.GREAT_GRANDPARENT: 3,
}
"""How many generations above; all others stand beside."""


def kin_words(words: Words, kin: Kin, lineage: Lineage, sex: Sex, *, turned: bool = False) -> str:
    """What somebody of that sex is to the other; `turned`: to whom the other is the kin."""
    if turned and kin in _TURNED:
        sexed = _CHILD.get(sex) if kin in _PARENTS else None
        said = (sexed or _TURNED[kin])(words)
    else:
        sexed = _SEXED.get((kin, sex))
        said = sexed(words) if sexed is not None else words.code(kin)
    return f"{said}, {_lower(words.code(lineage))}" if lineage in _SIDES and kin in _WITH_SIDE else said


_WITH_SIDE = frozenset({Kin.GRANDPARENT, Kin.GREAT_GRANDPARENT, Kin.AUNT_OR_UNCLE, Kin.COUSIN, Kin.HALF_SIBLING})


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
