"""The line that a read leaves: written before the answer does, whichever exit it leaves by."""

from collections.abc import Iterable
from uuid import UUID

from api.log import logger
from ledger.domain.reader import Reader


def on_record(reader: Reader, question: str, *, persons: Iterable[UUID], position: int) -> None:
    """Write down who reads what of whom, and why."""
    logger().info(
        "record_read",
        question=question,
        persons=sorted({str(each) for each in persons}),
        position=position,
        **_who(reader),
    )


def denied(reader: Reader, reason: str, *, person: UUID | None) -> None:
    """Write down that a record was not shown, as the reading of one is."""
    persons = [] if person is None else [str(person)]
    logger().info("read_denied", reason=reason, persons=persons, **_who(reader))


def _who(reader: Reader) -> dict[str, str | None]:
    return {
        "user": reader.user,
        "organisation": reader.organisation,
        "role": reader.role,
        "purpose": reader.purpose,
        "case_reference": reader.case_reference,
    }
