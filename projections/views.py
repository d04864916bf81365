"""All views, once."""

from projections.between_hands.view import VIEW as BETWEEN_HANDS
from projections.current_custody.view import VIEW as CURRENT_CUSTODY
from projections.family_watch.view import VIEW as FAMILY_WATCH
from projections.handlers.view import VIEW as HANDLERS
from projections.handoffs.view import VIEW as HANDOFFS
from projections.identifiers.view import VIEW as IDENTIFIERS
from projections.irregular.view import VIEW as IRREGULAR
from projections.placements.view import VIEW as PLACEMENTS
from projections.search.view import VIEW as SEARCH
from projections.separations.view import VIEW as SEPARATIONS
from projections.statistics.view import VIEW as STATISTICS
from projections.ties.view import VIEW as TIES
from projections.to_offer.view import VIEW as TO_OFFER

VIEWS = (
    CURRENT_CUSTODY,
    BETWEEN_HANDS,
    HANDOFFS,
    TO_OFFER,
    HANDLERS,
    IRREGULAR,
    IDENTIFIERS,
    STATISTICS,
    PLACEMENTS,
    SEARCH,
    SEPARATIONS,
    FAMILY_WATCH,
    TIES,
)
"""Every view that the runner feeds, in the order in which it does."""
