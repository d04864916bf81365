"""The contract, fuzzed: for every operation what it allows and what it forbids; never a 500, never another shape.

Every other request names records, places and times that exist, so that it comes as far as the rules of custody.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from projections.asking import Views
from tests.api.world import NOW, Json, World, claimed

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
SPEAKERS = ("USBP", "CARE-01", "ORR", "DHS-OIG")
PARTS = 6
"""The operations are dealt out to so many tests."""
FUZZ = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def impatient(common: World) -> World:
    """A world whose questions do not wait for a position that does not come."""
    return replace(common, site=replace(common.site, views=Views(common.site.readers.pools, wait_seconds=0)))


@pytest.fixture(scope="module")
def known(impatient: World) -> Json:
    """Ids of records that exist."""
    child, other = impatient.met("Quetzal", "Motmot")
    impatient.placed(child["episode"])
    impatient.placed(other["episode"])
    manifest, row = str(uuid4()), {"episode": other["episode"], "offer": str(uuid4())}
    row["version"] = impatient.versions[other["episode"]]
    offer = {"manifest": manifest, "to_organisation": "CARE-01", "to_place": "CARE-01", "rows": [row]}
    impatient.done("/manifests/offer", offer | {"expires_at": claimed(NOW + timedelta(days=1))["earliest"]}, by="USBP")
    plan = {"mode": "van", "vehicle": "V-1", "carrier": "CARRIER-A", "from_place": "BP-RGV", "to_place": "CARE-01"}
    trip = impatient.done("/trips", plan | {"claimed": claimed(), "expected_arrival": None}, by="USBP")["id"]
    people = [
        {"person": each["person"], "role": "unknown", "reason": "encountered_together"} for each in (child, other)
    ]
    group = {"claimed": claimed(), "kind": "travelling_group", "members": people}
    family = impatient.done("/families", group, by="USBP")["id"]
    parted = {"claimed": claimed(), "children": [child["person"]], "adults": []}
    said = impatient.done(f"/families/{family}/report-separation", parted, by="USBP")["events"][0]["event_id"]
    pair = {"relative": other["person"], "relative_of": child["person"]}
    also = {"trip": trip, "place": "CARE-01", "user": "usbp.1", "manifest": manifest, "step": "referred"}
    return {**child, **also, **pair, "family": family, "separation": said}


def plausible(part: Any, known: Json) -> Any:  # noqa: ANN401  # any JSON
    """The same body with codes, times and ids that exist, where they stand by their usual names."""
    if isinstance(part, list):
        return [plausible(item, known) for item in part]
    if not isinstance(part, dict):
        return part
    later = claimed(NOW + timedelta(days=1))["earliest"]
    times = {"claimed": claimed(), "expires_at": later, "expected_arrival": later}
    usual = {"on_behalf_of": None, "carrier": "CARRIER-A", "version": 5, **times, **known}
    places = {name: "CARE-01" for name in part if name.endswith(("place", "organisation", "taken_to"))}
    named = {name: usual[name] for name in part if name in usual}
    return {name: plausible(value, known) for name, value in part.items()} | places | named


@pytest.mark.parametrize("examples", [2, pytest.param(8, marks=pytest.mark.drill)])
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
def test_no_operation_fails_or_breaks_the_contract(
    impatient: World, known: Json, part: int, mode: GenerationMode, examples: int
) -> None:
    app = impatient.client.app
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    tried = count()
    for operation in operations[part::PARTS]:
        if operation.path in {"/healthz", "/readyz"}:
            continue

        @settings(FUZZ, max_examples=examples)
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: "Case[Any]") -> None:
            number = next(tried)
            if number % 2 and mode is GenerationMode.POSITIVE:
                case.path_parameters.update({name: known[name] for name in case.path_parameters})
                case.body = plausible(case.body, known)
                case.headers["Idempotency-Key"] = str(uuid4())
            headers = {"Authorization": f"Bearer {impatient.token(SPEAKERS[number % 4])}"}
            response = case.call(headers=headers)
            assert response.status_code != 500, case.as_curl_command()
            case.validate_response(response, checks=CHECKS)

        send()
