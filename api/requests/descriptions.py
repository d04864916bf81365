"""What each field of an event class means: the sentence under it in the source, for the API's contract."""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from textwrap import dedent


@cache
def descriptions(cls: type) -> Mapping[str, str]:
    """The sentence of each field that has one, inherited fields included."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        found |= _own(base)
    return found


@cache
def _own(cls: type) -> Mapping[str, str]:
    [module_part] = ast.parse(dedent(inspect.getsource(cls))).body
    body = module_part.body if isinstance(module_part, ast.ClassDef) else []
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
