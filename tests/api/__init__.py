"""Tests of the API. Starlette would rather be tested with another client than the one that schemathesis needs too."""

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="Using `httpx`")
    import starlette.testclient  # noqa: F401
