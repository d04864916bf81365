"""Invented users of the page, and everything that the database holds of them."""

from typing import Any

import psycopg
from psycopg import sql

from api.page_store.owner import Owner
from api.tokens import Caller
from ledger.domain.values import OrganisationCode, UserId

TABLES = ("session", "draft", "setting", "backup", "notice")

AGENT = Owner(organisation=OrganisationCode("USBP"), user=UserId("BP-RGV.night"))
COLLEAGUE = Owner(organisation=OrganisationCode("USBP"), user=UserId("BP-RGV.day"))
NAMESAKE = Owner(organisation=OrganisationCode("ORR"), user=UserId("BP-RGV.night"))
"""The same id in another organisation."""


def signed_in(**changes: str | None) -> Caller:
    """Somebody of the Border Patrol."""
    said: dict[str, Any] = {
        "user": AGENT.user,
        "organisation": AGENT.organisation,
        "role": "border_patrol_agent",
        "office": "BP-RGV",
        "purpose": "custody",
        "case_reference": "C-2019/17",
    }
    return Caller.of(**said | changes)


def dump(admin: psycopg.Connection[Any]) -> str:
    """All that the tables of the page hold, as a copy of the database would."""
    lines: list[str] = []
    for table in TABLES:
        with admin.cursor().copy(sql.SQL("COPY page.{} TO STDOUT").format(sql.Identifier(table))) as copy:
            lines += [bytes(block).decode() for block in copy]
    return "\n".join(lines)
