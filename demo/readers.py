"""What readers have answered at the end of pages. All of it is written for the demonstration; nobody has said it."""

from __future__ import annotations

from datetime import datetime, timedelta

from fellesnett.adoption.models import Showing
from fellesnett.editorial import subjects
from fellesnett.insight.actions import Page, leave_feedback
from fellesnett.insight.models import Feedback, Found
from fellesnett.national.models import Edition, EditionState, Topic
from fellesnett.national.naming import LIST_OF_KIND
from fellesnett.organizations.models import Site

Answer = tuple[str, str, str, float, Found, str]

ANSWERS: tuple[Answer, ...] = (
    ("unn", "kneprotese", "nb", 9, Found.NO, "Hvor parkerer den som kjører, og hva koster det?"),
    ("unn", "kneprotese", "nb", 6, Found.PARTLY, "Det står når jeg skal faste, men ikke om jeg kan pusse tenner."),
    ("unn", "kneprotese", "nb", 5, Found.YES, ""),
    ("unn", "kneprotese", "nb", 2, Found.NO, "Jeg fant ikke hvor lenge jeg må bruke krykker. Ring meg gjerne på 00 00 00 00."),
    ("helse-bergen", "kneprotese", "nn", 7, Found.PARTLY, "Fint skrive. Eg sakna noko om kven som kan vere med meg."),
    ("helse-bergen", "kneprotese", "nn", 3, Found.YES, ""),
    ("innlandet", "koloskopi", "nb", 8, Found.NO, "Står det noe sted om jeg kan kjøre bil hjem samme dag?"),
    ("innlandet", "koloskopi", "nb", 1, Found.YES, "Tydelig og greit om tømming. Takk."),
    ("lovisenberg", "gra-staer-operasjon", "nb", 4, Found.YES, ""),
    ("www", "kneprotese", "nb", 5, Found.NO, "Hvordan vet jeg hvilket sykehus som har kortest ventetid?"),
)  # site, topic, language, days ago, found, text


def readers_answer(now: datetime) -> None:
    """A handful of answers on pages that are shown. Told once."""
    if Feedback.objects.exists():
        return
    for slug, key, language, ago, found, text in ANSWERS:
        site, topic = Site.objects.get(slug=slug), Topic.objects.get(key=key)
        page = _page(site, topic, language)
        leave_feedback(site=site, page=page, found=found, text=text, at=now - timedelta(days=ago))


def _page(site: Site, topic: Topic, language: str) -> Page:
    path, subject = f"/{LIST_OF_KIND[topic.kind]}/{topic.key}/", subjects.topic(topic.key)
    if site.is_front_door:
        edition = Edition.objects.filter(topic=topic, language=language, state=EditionState.LIVE).get()
        return Page(path, edition.title, language, subject)
    text = {"text__adoption__site": site, "text__adoption__topic": topic, "text__language": language}
    showing = Showing.objects.live().select_related("snapshot__edition").get(place=None, **text)
    return Page(path, showing.snapshot.edition.title, language, subject, showing.snapshot.hash)
