"""All views, once."""

from projections.between_hands.view import VIEW as BETWEEN_HANDS
from projections.current_custody.view import VIEW as CURRENT_CUSTODY
from projections.handlers.view import VIEW as HANDLERS
from projections.identifiers.view import VIEW as IDENTIFIERS
from projections.irregular.view import VIEW as IRREGULAR
from projections.statistics.view import VIEW as STATISTICS

VIEWS = (CURRENT_CUSTODY, BETWEEN_HANDS, HANDLERS, IRREGULAR, IDENTIFIERS, STATISTICS)
"""Every view that the runner feeds, in the order in which it does."""
