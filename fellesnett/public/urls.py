"""Public addresses (interfaces.md section 2). Every one is resolved for the site of the request's host."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path, register_converter

from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.public.languages import PREFIXES
from fellesnett.public.recipes import BY_FOLDER
from fellesnett.public.views import (
    about,
    alerts,
    calendar,
    contact,
    feedback,
    front,
    hospitals,
    lists,
    machines,
    operations,
    pages,
    paper,
    pictures,
    places,
    signing,
    topics,
)


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


class PageFolder(_OneOf):
    """The path word of a kind of page that a site owns."""

    regex = "|".join(BY_FOLDER)


register_converter(LanguagePrefix, "language")
register_converter(PageFolder, "folder")
register_converter(TopicList, "list")


def _pages(prefix: str) -> list[URLPattern]:
    return [
        path(f"{prefix}tilbakemelding/", feedback.feedback),
        path(f"{prefix}tilbakemelding/takk/", feedback.thanks),
        path(prefix, front.home),
        path(f"{prefix}tilgjengelighet/", about.accessibility),
        path(f"{prefix}kontakt/", contact.contact),
        path(f"{prefix}personvern/", about.privacy),
        path(f"{prefix}om-nettstedet/", about.about),
        path(f"{prefix}sykehus/", hospitals.hospital_list),
        path(f"{prefix}sykehus/<slug:slug>/", hospitals.hospital),
        path(f"{prefix}apotek/", hospitals.pharmacy_list),
        path(f"{prefix}steder/", places.place_list),
        path(f"{prefix}steder/<slug:slug>/", places.place),
        path(f"{prefix}steder/<slug:slug>/<slug:building>/", places.place),
        path(f"{prefix}arrangementer/kalender.ics", calendar.coming),
        path(f"{prefix}arrangementer/<slug:slug>.ics", calendar.one),
        path(f"{prefix}drift/", alerts.status),
        path(f"{prefix}drift/<int:number>/", alerts.alert),
        path(f"{prefix}<folder:folder>/", pages.page_list),
        path(f"{prefix}<folder:folder>/<slug:slug>/", pages.page),
        path(f"{prefix}<list:word>/", lists.a_to_z),
        path(f"{prefix}<list:word>/<slug:key>/", topics.topic),
        path(f"{prefix}<list:word>/<slug:key>/<slug:place>/", topics.topic),
        path(f"{prefix}<list:word>/<slug:key>/<slug:slug>/mitt-besok/", paper.visit),
    ]


urlpatterns: list[URLPattern] = [
    *_pages(""),
    *_pages("<language:prefix>/"),
    path("b/<slug:code>", paper.short_address),
    path("b/<slug:code>/qr.svg", paper.qr),
    path("b/<slug:code>/", paper.short_address),
    re_path(r"^v/(?P<digest>(?:sha256:)?[0-9a-fA-F]{64})/$", topics.version),
    re_path(r"^bilder/(?P<name>[0-9a-zA-Z_]+)\.(?P<ending>webp|svg)$", pictures.picture),
    re_path(r"^logoer/(?P<name>[0-9a-f]{24})\.(?P<ending>webp|svg)$", pictures.logo),
    re_path(r"^tema/farge/(?P<color>[0-9a-f]{6})-(?P<digest>[0-9a-f]{12})\.css$", operations.trial),
    re_path(r"^tema/(?P<slug>[-a-z0-9_]+)-(?P<digest>[0-9a-f]{12})\.css$", operations.theme),
    re_path(r"^stil/(?P<digest>[0-9a-f]{12})\.css$", operations.style),
    path("sa/<path:rest>", operations.sami),
    path("sa/", operations.sami, {"rest": ""}),
    path("les/<str:secret>/", signing.PersonalLinkView.as_view()),
    path("robots.txt", machines.robots),
    path("sitemap.xml", machines.sitemap_file),
    path("sitemap-<int:number>.xml", machines.sitemap_file),
    path(".well-known/security.txt", machines.security),
    path("healthz", operations.healthz),
    path("readyz", operations.readyz),
]
