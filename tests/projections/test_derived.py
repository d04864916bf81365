"""What views derive from sealed boxes is listed in ARCHITECTURE.md, and they derive nothing else."""

import re

from projections.views import VIEWS
from tests.architecture import tree


def test_only_the_views_that_are_listed_open_boxes() -> None:
    chapter = re.search(
        r"^## What views derive from sealed boxes$(.*?)^## ", tree.read("ARCHITECTURE.md"), re.MULTILINE | re.DOTALL
    )
    assert chapter is not None
    listed = set(re.findall(r"^\| `(\w+)` \|", chapter[1], re.MULTILINE))
    opening = {
        path.parts[1]
        for path in tree.python_files("projections")
        if len(path.parts) > len(("projections", "module.py")) and "batch.opened" in tree.read(path)
    }
    assert opening == listed <= {view.name for view in VIEWS}
