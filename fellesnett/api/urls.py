"""The addresses of the open interface (interfaces.md section 2), each below its own prefix."""

from django.urls import path

from fellesnett.api import docs
from fellesnett.api.app import api
from fellesnett.api.description import openapi

urlpatterns = [
    path("api/v1/", api.urls),
    path("openapi.json", openapi),
    path("docs", docs.docs, name="api_docs"),
    path("docs/try", docs.ask, name="api_docs_try"),
]
