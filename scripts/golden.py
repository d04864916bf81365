"""Writes tests/golden/<topic>.json for each topic that has none. A file that is there is never written again.

When a change of code no longer reads one, the code is wrong: give the event a new topic and retire the old one by an
upcast.
"""

from ledger.domain.catalog import EVENT_CLASSES
from tests.golden.write import write_missing

if __name__ == "__main__":
    for topic in write_missing(EVENT_CLASSES):
        print(f"wrote {topic}")
