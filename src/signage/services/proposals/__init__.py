"""What firms propose about their own entry: taken, put through where that is allowed, settled by staff.

With what visitors report it makes one queue (`queue`).
"""

from signage.services.proposals.listing import list_proposals, one_proposal
from signage.services.proposals.proposing import Proposal, Proposed, propose
from signage.services.proposals.settling import (
    accept_proposal,
    join_proposal,
    refuse_proposal,
    reopen_proposal,
)

__all__ = [
    "Proposal",
    "Proposed",
    "accept_proposal",
    "join_proposal",
    "list_proposals",
    "one_proposal",
    "propose",
    "refuse_proposal",
    "reopen_proposal",
]
