"""The form of every text that a request may carry.

A text outside a sealed field is stored in the clear for ever, so each has a form in which a name or an address does
not fit: a code, a number of a document, a citation. Sealed texts are only limited in length. A text field that this
table does not name stops the program when the forms are built.
"""

from collections.abc import Mapping
from typing import NamedTuple


class TextForm(NamedTuple):
    """What a text field takes."""

    pattern: str
    """Regular expression for the whole text."""
    example: str


_LANGUAGE = TextForm("^[a-z]{3}$", "mam")
_FLEET_OR_FLIGHT = TextForm("^[A-Za-z0-9-]{1,20}$", "BUS-114")
_CITATION = TextForm(r"^\d{1,3} (USC|CFR|FR) [0-9A-Za-z().-]{1,30}$", "6 USC 279(g)(2)")
_SHA256 = TextForm("^[0-9a-f]{64}$", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")

OPEN: Mapping[str, TextForm] = {
    "ClaimedTime.zone": TextForm("^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$", "America/Chicago"),
    "EncounterRecorded.event_number": TextForm("^[A-Za-z0-9./-]{1,30}$", "RGV1905000123"),
    "ExceptionalCircumstanceDeclared.authority": _CITATION._replace(example="8 USC 1232(b)(3)"),
    "Classified.rule": _CITATION,
    "InCareAtOpening.encountered_on": TextForm(r"^\d{4}(-\d\d(-\d\d)?)?$", "2018-07"),
    "IrregularityReviewed.code": TextForm("^[a-z_]{1,40}$", "without_offer"),
    "LanguageRecorded.language": _LANGUAGE,
    "Informed.language": _LANGUAGE,
    "PacketItem.seal": TextForm("^[A-Za-z0-9-]{1,30}$", "S-20417"),
    "PacketItem.sha256": _SHA256,
    "PersonRegistered.languages": _LANGUAGE,
    "PersonRegistered.nationality": TextForm("^[A-Z]{3}$", "GTM"),
    "Source.document": TextForm("^[A-Za-z0-9./-]{1,60}$", "RGV1905000123-213"),
    "Source.sha256": _SHA256,
    "Source.system": TextForm("^[A-Za-z0-9][A-Za-z0-9./-]{0,39}$", "I-213"),
    "TripPlanned.vehicle": _FLEET_OR_FLIGHT,
    "UnaccompaniedDetermined.rule": _CITATION,
    "VehicleChanged.vehicle": _FLEET_OR_FLIGHT,
}
"""Texts that are stored in the clear, by class and field."""

BY_TYPE: Mapping[str, TextForm] = {
    "OrganisationCode": TextForm("^[A-Z0-9-]{1,20}$", "USBP"),
    "PlaceCode": TextForm("^[A-Z0-9-]{1,20}$", "BP-RGV"),
    "UserId": TextForm("^[A-Za-z0-9._-]{1,40}$", "usbp.4821"),
    "Instant": TextForm(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$", "2019-05-01T03:12:00-05:00"),
}
"""Texts whose type says what they are."""


class SealedText(NamedTuple):
    """What a sealed text field takes: any text of a length, or a form where the value has one."""

    length_max: int
    example: str
    pattern: str | None = None


_NARRATIVE = SealedText(8_000, "The father was taken to hospital by ambulance; the child could not go along.")

SEALED: Mapping[str, SealedText] = {
    "DisagreementStated.statement": SealedText(8_000, "My birthday is in March, not in April."),
    "GroupNumberRecorded.number": SealedText(100, "FMU 19-004-117"),
    "IdentifierAssigned.identifier": SealedText(100, "A 205-123-456"),
    "NamePart.text": SealedText(1_000, "Inés"),
    "PartialDate.text": SealedText(10, "2010-04", r"^\d{4}(-\d\d(-\d\d)?)?$"),
    "RecordedName.script": SealedText(4, "Latn", "^[A-Z][a-z]{3}$"),
    "SeparationDecided.narrative": _NARRATIVE,
    "SeparationReported.narrative": _NARRATIVE,
    "SeparationSupplemented.narrative": _NARRATIVE,
    "note": SealedText(4_000, "Asked in Mam with an interpreter on the phone."),
}
"""Sealed texts, by class and field; `note` is on every event."""
