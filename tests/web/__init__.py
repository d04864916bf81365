"""The pages, on the real database; `tests.api` quiets the test client first."""

import tests.api  # noqa: F401
