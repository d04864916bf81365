"""The stateful model of custody on the real database."""

import pytest

pytest.register_assert_rewrite("tests.machine.custody_machine", "tests.machine.holding")
