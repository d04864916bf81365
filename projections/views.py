"""All views, once."""

from projections.current_custody.view import VIEW as CURRENT_CUSTODY
from projections.handlers.view import VIEW as HANDLERS
from projections.identifiers.view import VIEW as IDENTIFIERS
from projections.irregular.view import VIEW as IRREGULAR

VIEWS = (CURRENT_CUSTODY, HANDLERS, IRREGULAR, IDENTIFIERS)
"""Every view that the runner feeds, in the order in which it does."""
