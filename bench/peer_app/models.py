"""A topic as Wagtail would have it: a page with a StreamField, and aliases of it below every site's root. And as a project
with Django REST framework would have it: a text with sections and codes in tables of their own."""

from django.db import models
from wagtail import blocks
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page


class PeerTopicPage(Page):
    """As many blocks as one of our texts has."""

    body = StreamField([("text", blocks.RichTextBlock())], blank=True)
    api_fields = [APIField("body")]


class PeerCode(models.Model):
    """A code."""

    system = models.CharField(max_length=120)
    code = models.CharField(max_length=20)
    display = models.CharField(max_length=200)


class PeerText(models.Model):
    """One text."""

    title = models.CharField(max_length=200)
    language = models.CharField(max_length=3)
    owner = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    modified = models.DateTimeField()
    codes = models.ManyToManyField(PeerCode)


class PeerSection(models.Model):
    """A chapter of it."""

    text = models.ForeignKey(PeerText, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)
    html = models.TextField()

    class Meta:
        ordering = ["position"]
