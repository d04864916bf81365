"""The words on the screen are spelled as in the United States; names in the program have a spelling of their own."""

import re

import pytest

from scripts.words import entries, sentences

BRITISH = re.compile(
    r"\b\w*(?:"
    r"organis|recognis|authoris|summaris|prioritis|apologis|emphasis[ei]|analys[ei]|"
    r"colour|behaviour|favour|honour|labour|neighbour|"
    r"centre|kilometre|litre|programme|catalogue|dialogue|licence|defence|offence|"
    r"cancelled|cancelling|travelled|travelling|labelled|labelling|counsell|"
    r"judgement|acknowledgement|enrolment|fulfils|whilst|learnt|spelt|grey\b"
    r")",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def british(text: str) -> list[str]:
    """The words of a sentence that are spelled otherwise; what is filled in has a name, and no spelling."""
    return BRITISH.findall(PLACEHOLDER.sub("", text))


def test_every_word_in_english_is_spelled_in_the_american_way() -> None:
    said = {*sentences(), *(text for entry in entries("en") for text in entry.said)}
    assert {text: british(text) for text in said if british(text)} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your organisation has cancelled it.", ["organis", "cancelled"]),
        ("Reorganised.", ["Reorganis"]),
        ("all of %(organisation)s", []),
        ("Canceled by an organization: program, center, color, gray.", []),
    ],
)
def test_a_british_word_would_be_found(text: str, found: list[str]) -> None:
    assert british(text) == found
