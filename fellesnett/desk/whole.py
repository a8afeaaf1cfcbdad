"""A form that lost a part on its way is answered in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext


class WholeForm:
    """For Wagtail's editors, which take it for given that a form brings all its parts. What does not, changes nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except MultiValueDictKeyError:
            return HttpResponseBadRequest(gettext("Skjemaet kom ufullstendig fram. Gå tilbake og prøv igjen."))
        return answer
