"""Words for how things come to be, which say nothing of things that are counted when they come: 新建的商机,
"newly opened tickets".
"""

from __future__ import annotations

from assistant.understanding.cutting.values.adjectives import counts_what_comes
from assistant.understanding.draft import Draft

_SAID = "coming.said"


def read_coming(draft: Draft) -> None:
    """Read where all that is asked for is counted when it comes; of anything else they are a condition."""
    metrics = draft.metrics
    if not metrics or not all(counts_what_comes(draft.ground.catalog, name) for name in metrics):
        return
    for at in draft.find(_SAID):
        if draft.free(at) and not draft.preceded(at, "state.not", "restrict.lacking"):
            draft.read(at, "filler")
