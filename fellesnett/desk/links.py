"""The link dialog's address: Wagtail's own, which fails where the form brings no address at all."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views.chooser import ExternalLinkView


class AddressField(URLOrAbsolutePathField):  # type: ignore[misc]
    def to_python(self, value: Any) -> Any:
        return super().to_python(value or "")


class AddressForm(ExternalLinkChooserForm):  # type: ignore[misc]
    url = AddressField(required=True, label=_("Nettadresse"))


class ExternalLink(ExternalLinkView):  # type: ignore[misc]
    form_class = AddressForm


urlpatterns = [path("choose-external-link/", ExternalLink.as_view(), name="wagtailadmin_choose_page_external_link")]
