"""Articles: about the hospital, for health personnel, and on science. Three folders, one form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models.base import FOOT, HEAD, SitePage


class Article(SitePage):
    """About the hospital itself: for everybody."""

    folder = "om-oss"

    panels = [*HEAD, *FOOT]

    class Meta(SitePage.Meta):
        verbose_name = _("artikkel")
        verbose_name_plural = _("artikler om oss")


class ProfessionalArticle(SitePage):
    """For those who work in health care: how to refer, whom to call."""

    folder = "helsepersonell"

    panels = [*HEAD, *FOOT]

    class Meta(SitePage.Meta):
        verbose_name = _("side for helsepersonell")
        verbose_name_plural = _("for helsepersonell")


class ScienceArticle(SitePage):
    """On the hospital's science and education."""

    folder = "fag-og-forskning"

    panels = [*HEAD, *FOOT]

    class Meta(SitePage.Meta):
        verbose_name = _("side om fag og forskning")
        verbose_name_plural = _("fag og forskning")
