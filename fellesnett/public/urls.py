"""Public addresses (interfaces.md section 2). Every one is resolved for the site of the request's host."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path, register_converter

from fellesnett.public.labels import KIND_OF_LIST
from fellesnett.public.languages import PREFIXES
from fellesnett.public.views import lists, operations, topics


class _OneOf:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LanguagePrefix(_OneOf):
    """A language that whole pages can be in."""

    regex = "|".join(PREFIXES)


class TopicList(_OneOf):
    """The path word of a kind of topic."""

    regex = "|".join(KIND_OF_LIST)


register_converter(LanguagePrefix, "language")
register_converter(TopicList, "list")


def _pages(prefix: str) -> list[URLPattern]:
    return [
        path(prefix, lists.home),
        path(f"{prefix}<list:word>/", lists.a_to_z),
        path(f"{prefix}<list:word>/<slug:key>/", topics.topic),
        path(f"{prefix}<list:word>/<slug:key>/<slug:place>/", topics.topic),
    ]


urlpatterns: list[URLPattern] = [
    *_pages(""),
    *_pages("<language:prefix>/"),
    path("b/<slug:code>", topics.short_address),
    path("b/<slug:code>/", topics.short_address),
    re_path(r"^v/(?P<digest>(?:sha256:)?[0-9a-fA-F]{64})/$", topics.version),
    re_path(r"^tema/(?P<slug>[-a-z0-9_]+)-(?P<digest>[0-9a-f]{12})\.css$", operations.theme),
    path("sa/<path:rest>", operations.sami),
    path("sa/", operations.sami, {"rest": ""}),
    path("healthz", operations.healthz),
    path("readyz", operations.readyz),
]
