"""The addresses for those who show our texts on pages of their own without a developer (interfaces.md section 2)."""

from django.urls import path, register_converter

from fellesnett.delivery.addresses import FEED_TYPES
from fellesnett.syndication import catalogue, copying, embedding, feeds, oembed


class FeedForm:
    """The ending of a feed's address."""

    regex = "|".join(FEED_TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedForm, "feed")

urlpatterns = [
    path("embed", copying.page, name="embed_code"),
    path("embed/<uuid:id>", embedding.embed),
    path("dcat/catalog", catalogue.catalog),
    path("oembed", oembed.oembed),
    path("feeds/<slug:word>.<feed:form>", feeds.by_word),
    path("feeds/tema/<slug:topic>.<feed:form>", feeds.by_topic),
    path("feeds/kode/<path:system>/<str:code>.<feed:form>", feeds.by_code),
]
