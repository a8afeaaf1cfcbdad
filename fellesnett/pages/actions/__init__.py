"""The verbs of a site's own pages."""

from fellesnett.pages.actions.beginning import begin_pages, go_public
from fellesnett.pages.actions.closing import close_site
from fellesnett.pages.actions.describing import describe_site
from fellesnett.pages.actions.opening import open_site
from fellesnett.pages.actions.proposing import propose
from fellesnett.pages.actions.publishing import delete, publish, run_schedule, start_version, unpublish
from fellesnett.pages.actions.reviewing import confirm_page, open_page_reviews
from fellesnett.pages.gates import NotReady

__all__ = [
    "NotReady",
    "begin_pages",
    "close_site",
    "confirm_page",
    "delete",
    "describe_site",
    "go_public",
    "open_page_reviews",
    "open_site",
    "propose",
    "publish",
    "run_schedule",
    "start_version",
    "unpublish",
]
