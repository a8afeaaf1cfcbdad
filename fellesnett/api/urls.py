"""The addresses of the open interface (interfaces.md section 2), each below its own prefix."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import urlencode

from fellesnett.api import docs
from fellesnett.api.app import api
from fellesnett.api.description import openapi


def as_studies(request: HttpRequest, id: str = "") -> HttpResponse:
    """Others call a study a trial: who asks for it so is led to the same question about studies (308)."""
    asked = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
    return HttpResponse(status=308, headers={"Location": f"/api/v1/studies{f'/{id}' if id else ''}{asked}"})


urlpatterns = [
    path("api/v1/openapi.json", openapi),
    path("api/v1/trials", as_studies),
    path("api/v1/trials/<id:id>", as_studies),
    path("api/v1/", api.urls),
    path("openapi.json", openapi),
    path("docs", docs.docs, name="api_docs"),
    path("docs/try", docs.ask, name="api_docs_try"),
]
