"""The API's contract: an OpenAPI document whose schemas are those that requests and answers are made with.

Routes name types; here those become components, examples and error answers. Nothing of it is written by hand twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from api.http import problems
from api.http.problems import KINDS, Problem
from api.tokens import NotAuthenticated
from ledger.domain.errors import CustodyError

REF = "#/components/schemas/{name}"
Schema = dict[str, Any]


class Header(NamedTuple):
    """A header that an operation takes."""

    name: str
    pattern: str
    example: str
    required: bool
    about: str

    def parameter(self) -> Schema:
        """As OpenAPI has it."""
        return {
            "in": "header",
            "name": self.name,
            "required": self.required,
            "description": self.about,
            "schema": {"type": "string", "pattern": self.pattern},
            "example": self.example,
        }


@dataclass(kw_only=True)
class Contract:
    """Collects what the operations use, and writes the document."""

    types: list[Any] = field(default_factory=list)
    variants: dict[str, list[Any]] = field(default_factory=dict)
    """For `Form.field` that holds another command's fields: the forms that it may have."""
    examples: dict[str, Any] = field(default_factory=dict)
    """Examples of forms for which none can be made from the types alone."""
    errors_of: dict[str, tuple[type[CustodyError], ...]] = field(default_factory=dict)
    """Errors of each operation: one that needs no token cannot meet the lack of one."""

    def operation(  # noqa: PLR0913  # what an operation is
        self,
        router: APIRouter,
        path: str,
        endpoint: Callable[..., Response],
        *,
        method: str,
        answer: Any,  # noqa: ANN401  # a type
        status: int = 200,
        form: Any = None,  # noqa: ANN401  # a type
        headers: Sequence[Header] = (),
        errors: Sequence[type[CustodyError]],
        summary: str,
        name: str,
    ) -> None:
        """Add a route with its part of the contract."""
        self.types += [each for each in (form, answer) if each is not None]
        self.errors_of[name] = tuple(errors)
        extra: Schema = {"parameters": [header.parameter() for header in headers]} if headers else {}
        if form is not None:
            content = {"application/json": {"schema": {"$ref": REF.format(name=form.__name__)}}}
            extra["requestBody"] = {"required": True, "content": content}
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            name=name,
            operation_id=name,
            summary=summary,
            openapi_extra=extra,
            response_model=None,
            status_code=status,
            responses={status: _answered(answer, summary), **_problems(errors)},
        )

    def document(self, app: FastAPI) -> Schema:
        """The OpenAPI document of the app."""
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        _, components = msgspec.json.schema_components([*self.types, Problem], ref_template=REF)
        for where, forms in self.variants.items():
            name, _, part = where.partition(".")
            components[name]["properties"][part] = {
                "anyOf": [{"$ref": REF.format(name=each.__name__)} for each in forms]
            }
        made["components"] = {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        }
        made["security"] = [{"token": []}]
        for operations in made["paths"].values():
            for operation in operations.values():
                self._give_example(operation, components)
                if NotAuthenticated not in self.errors_of.get(operation["operationId"], ()):
                    operation["security"] = []
        return made

    def _give_example(self, operation: Schema, components: Schema) -> None:
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is not None:
            name = content["schema"]["$ref"].rpartition("/")[2]
            content["example"] = self.examples.get(name) or example(content["schema"], components)


def _answered(answer: Any, summary: str) -> Schema:  # noqa: ANN401  # a type
    return {
        "description": summary,
        "content": {"application/json": {"schema": {"$ref": REF.format(name=answer.__name__)}}},
    }


def _problems(errors: Sequence[type[CustodyError]]) -> dict[int | str, Schema]:
    by_status: dict[int, list[type[CustodyError]]] = {}
    for error in errors:
        by_status.setdefault(KINDS[error].status, []).append(error)
    return {status: _problem(found) for status, found in sorted(by_status.items())}


def _problem(errors: Sequence[type[CustodyError]]) -> Schema:
    examples = {
        error.code: {
            "value": {
                "type": problems.TYPE_PREFIX + error.code,
                "title": KINDS[error].title,
                "status": KINDS[error].status,
                "code": error.code,
                "detail": KINDS[error].title,
            }
        }
        for error in errors
    }
    return {
        "description": "; ".join(KINDS[error].title for error in errors),
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": REF.format(name="Problem")}, "examples": examples}},
    }


def example(schema: Schema, components: Schema) -> Any:  # noqa: ANN401  # whatever JSON holds
    """A value that the schema allows: required fields, first alternatives, the examples that fields have."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], components)
    if schema.get("format") == "uuid":
        return "0b6f3c1e-5d0f-4f6b-9a53-2f0d6a0f7c11"
    if schema.get("type") == "array":
        return [example(schema["items"], components)]
    if schema.get("type") == "object":
        parts = schema.get("properties", {})
        return {name: example(parts[name], components) for name in schema.get("required", ())}
    return {"boolean": True, "integer": 1, "string": "text"}.get(schema.get("type", ""))
