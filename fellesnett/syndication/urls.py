"""The addresses for those who show our texts on pages of their own without a developer (interfaces.md section 2)."""

from django.urls import path

from fellesnett.syndication import copying, embedding, oembed

urlpatterns = [
    path("embed", copying.page, name="embed_code"),
    path("embed/<uuid:id>", embedding.embed),
    path("oembed", oembed.oembed),
]
