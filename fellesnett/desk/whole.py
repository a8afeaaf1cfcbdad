"""A form that lost a part on its way is answered in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError

from fellesnett.desk.access.misread import incomplete


class WholeForm:
    """For Wagtail's editors, which take it for given that a form brings all its parts. What does not, changes nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except MultiValueDictKeyError:
            return incomplete(request)
        return answer
