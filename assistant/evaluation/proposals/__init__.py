"""From a complaint to a change: what a reviewer proposes, what it fixes and breaks, and taking it over.

Nothing is learned unreviewed: `preview` works on a copy, and only `accept` writes, what a preview showed.
"""

from assistant.evaluation.proposals.accepting import accept
from assistant.evaluation.proposals.previewing import Preview, preview
from assistant.evaluation.proposals.proposal import (
    CaseEntry,
    Change,
    Complaint,
    Patch,
    Proposal,
    Synonym,
    ValueAlias,
    VerifiedEntry,
)
from assistant.evaluation.proposals.reviewed import Reviewed, resolution_of

__all__ = [
    "CaseEntry",
    "Change",
    "Complaint",
    "Patch",
    "Preview",
    "Proposal",
    "Reviewed",
    "Synonym",
    "ValueAlias",
    "VerifiedEntry",
    "accept",
    "preview",
    "resolution_of",
]
