"""Answers of the NHS website content API: schema.org pages whose `mainEntityOfPage` is the page in reading order.

The same page is also given by health aspects (`hasPart`, `modules`), partly in other words. The page is what we take; an
aspect's text that does not stand on the page is reported. Only medicine pages that are nothing but links are built
from their aspects.
"""

from __future__ import annotations

import re

from fellesnett.intake import splitting
from fellesnett.intake.fields import Object, day, objects, string
from fellesnett.intake.readers.nhs.pieces import MEDIA, bare, children, count, plain, public_address, strings
from fellesnett.intake.readers.nhs.placing import kind_of, section_by_aspect, section_by_heading
from fellesnett.intake.records import Ledger, Refusal, StagedBlock, StagedSection, StagedText, StagedTopic
from fellesnett.national.sections import TEMPLATES, TopicKind

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0"
CARE_CARDS = ("immediate", "urgent", "non-urgent", "primary")
LINKS = ("keylinks", "canonicallinks", "secondarycanonicallinks", "toptasks", "RelatedLinks", "conditiongroup")
TEXTS = ("markdown", "Information", "Find a service", "Callout", "Do/Don't")
FRAMES = {"Callout": "rammen rundt («callout») har ingen plass i malen: teksten står som vanlig tekst"}


def is_page(document: Object) -> bool:
    """Whether this JSON is a page of the API: whole, or by modules."""
    return document.get("@type") in ("MedicalWebPage", "WebPage") or ("modules" in document and "about" in document)


def read(document: Object, file: str) -> StagedTopic:
    """The page as a topic in English. Raises `Refusal` where it has no text of its own, or is not in the API's form."""
    return _Page(document, file).topic()


class _Page:
    def __init__(self, document: Object, file: str) -> None:
        self.document, self.file, self.ledger = document, file, Ledger(file)
        given = document.get("about")
        about: Object = given if isinstance(given, dict) else {}
        self.url = string(document, "url", file, "") or string(about, "url", file, "about")
        self.name = string(document, "name", file, "") or string(about, "name", file, "about")
        self.also = string(about, "alternateName", file, "about")
        self.path = re.sub(r"^https?://[^/]+/(?:nhs-website-content/)?", "", self.url).strip("/")
        if not self.path or not self.name:
            raise Refusal(file, "url" if not self.path else "name", "mangler: siden kan ikke kjennes igjen uten")
        self.genres = [genre for genre in document.get("genre") or [] if isinstance(genre, str)]
        self.kind = kind_of(self.genres, self.path)
        self.blocks: dict[str, list[StagedBlock]] = {key: [] for key in TEMPLATES[self.kind]}
        self.last = "introduction"

    def topic(self) -> StagedTopic:
        for number, part in enumerate(objects(self.document, "mainEntityOfPage", self.file, "")):
            self._part(part, f"mainEntityOfPage[{number}]")
        for key in ("hasPart", "modules"):
            self._aspects(objects(self.document, key, self.file, ""), key)
        self._surroundings()
        if not any(self.blocks.values()):
            fault = f"siden har ingen egen tekst, bare {self.ledger.left} lenker og utdrag: tas ikke inn"
            raise Refusal(self.file, "mainEntityOfPage", fault)
        title = self.ledger.title("name", self.name)
        tally = self.ledger.settle(count(self.document, self.file), "siden")
        reviewed = self.document.get("lastReviewed")
        sections = tuple(StagedSection(key, tuple(blocks)) for key, blocks in self.blocks.items() if blocks)
        return StagedTopic(
            source_id=f"nhs-{re.sub(r'[^a-z0-9]+', '-', self.path.lower()).strip('-')}"[:120].rstrip("-"),
            kind=self.kind,
            unit="NHS (importert)",
            source=f"NHS, https://www.nhs.uk/{self.path}/. {LICENCE}"[:255],
            texts=(StagedText("en", title, sections),),
            files=(self.file,),
            tally=tally,
            synonyms=self._synonyms(),
            reviewed=day(reviewed[0]) if isinstance(reviewed, list) and reviewed else None,
            remarks=tuple(self.ledger.remarks),
        )

    def _synonyms(self) -> tuple[tuple[str, str], ...]:
        keywords = self.document.get("keywords")
        listed = keywords if isinstance(keywords, list) else []
        words = [self.also, *(word.strip() for word in listed if isinstance(word, str))]
        return tuple(("en", word[:120]) for word in dict.fromkeys(words) if word and word != self.name)

    # --- the page ---------------------------------------------------------------------------------------------------

    def _part(self, part: Object, place: str) -> None:
        name = part.get("name")
        if name == "lead paragraph":
            text = string(part, "text", self.file, place)
            if text:
                self._put("introduction", splitting.split(splitting.paragraph(text), place=place, ledger=self.ledger), 1)
        elif name == "section heading":
            self._section(part, place)
        elif name in LINKS:
            self._links(part, place)
        else:
            self._leave_all(part, place, f"elementet «{name}» er ukjent")

    def _section(self, part: Object, place: str) -> None:
        elements = children(part, self.file, place)
        key = self._section_of(part, elements, place)
        headline = string(part, "headline", self.file, place)
        opening = splitting.heading(headline) if headline else ""
        self.ledger.place(bool(headline))
        for number, element in enumerate(elements):
            found = self._element(element, opening, f"{place}.mainEntityOfPage[{number}]")
            self.blocks[key].extend(found)
            opening = "" if found else opening
        if opening:
            self.blocks[key].extend(splitting.split(opening, place=place, ledger=self.ledger))
        self._repeated_or_left(string(part, "description", self.file, place), f"{place}.description", "sammendrag for søk")
        self.last = key

    def _element(self, element: Object, opening: str, place: str) -> list[StagedBlock]:
        """The blocks of one element; `opening` is the heading above it, used up by the first block."""
        name, kind = element.get("name"), element.get("@type")
        if kind in MEDIA:
            self._leave_media(element, place)
            return []
        if kind == "Question":
            return self._question(element, opening, place)
        if name == "Reveal":
            inner = objects(element, "mainEntity", self.file, place)
            return self._under(string(element, "subjectOf", self.file, place), opening, inner, place)
        if name == "Table":
            return self._text(string(element, "mainEntity", self.file, place), opening, place)
        if name in CARE_CARDS:
            return self._card(element, opening, place)
        if name in TEXTS:
            return self._markdown(element, opening, place)
        self._leave_all(element, place, f"elementet «{name or kind}» er ukjent")
        return []

    def _markdown(self, element: Object, opening: str, place: str) -> list[StagedBlock]:
        headline = string(element, "headline", self.file, place)
        level = "h4" if opening else "h3"
        above = splitting.heading(headline).replace("h3", level) if headline else ""
        self.ledger.place(bool(headline))
        name = str(element.get("name"))
        if name in FRAMES:
            self.ledger.note(place, plain(string(element, "text", self.file, place))[:120], FRAMES[name])
        return self._text(string(element, "text", self.file, place), opening + above, place)

    def _text(self, html: str, opening: str, place: str) -> list[StagedBlock]:
        found = splitting.split(html, place=place, ledger=self.ledger, before=opening, address=public_address)
        self._account(html, bool(splitting.split(html, place=place, ledger=Ledger(self.file))) if html else False, place)
        return found

    def _card(self, element: Object, opening: str, place: str) -> list[StagedBlock]:
        above = splitting.split(opening, place=place, ledger=self.ledger)
        headline = string(element, "headline", self.file, place)
        self.ledger.place(bool(headline))
        html = string(element, "text", self.file, place)
        titled = (splitting.heading(headline) if headline else "") + html
        card = splitting.whole(titled, "warning", place=place, ledger=self.ledger, address=public_address)
        self._account(html, bool(card), place)
        return above + card

    def _account(self, html: str, stands: bool, place: str) -> None:
        if html and stands:
            self.ledger.place()
        elif html:
            self.ledger.leave(place, plain(html), "ingen tekst igjen når det som ikke er tekst, er fjernet")

    def _question(self, element: Object, opening: str, place: str) -> list[StagedBlock]:
        answer = element.get("acceptedAnswer")
        answers = objects(answer, "mainEntity", self.file, f"{place}.acceptedAnswer") if isinstance(answer, dict) else []
        return self._under(string(element, "text", self.file, place), opening, answers, place)

    def _under(self, title: str, opening: str, elements: list[Object], place: str) -> list[StagedBlock]:
        """Elements under a heading of their own."""
        self.ledger.place(bool(title))
        above = opening + (splitting.heading(title).replace("h3", "h4") if opening else splitting.heading(title) if title else "")
        found: list[StagedBlock] = []
        for number, element in enumerate(elements):
            more = self._element(element, above, f"{place}[{number}]")
            above = "" if more else above
            found.extend(more)
        return found + (splitting.split(above, place=place, ledger=self.ledger) if above else [])

    def _put(self, key: str, blocks: list[StagedBlock], pieces: int) -> None:
        self.blocks[key].extend(blocks)
        self.ledger.place(pieces)

    # --- which section ----------------------------------------------------------------------------------------------

    def _section_of(self, part: Object, elements: list[Object], place: str) -> str:
        headings = [string(item, "headline", self.file, place) for item in (part, *elements[:1])]
        headline = next((item for item in headings if item), "")
        if self.kind == TopicKind.SUPPORT_ARTICLE:
            return "body" if headline or self.blocks["introduction"] else "introduction"
        aspect = string(part, "hasHealthAspect", self.file, place).rsplit("/", 1)[-1].removesuffix("HealthAspect")
        if known := section_by_aspect(self.kind, aspect):
            return known
        guess = section_by_heading(self.kind, headline)
        key = guess or (self.last if any(self.blocks.values()) else "introduction")
        if aspect or headline or key != "introduction":
            why = f"ukjent side av saken «{aspect}»" if aspect else "kilden sier ikke hvilken del dette er"
            how = f"plassert under «{key}» etter {'overskriften' if guess else 'rekkefølgen'}"
            self.ledger.note(place, headline or "(uten overskrift)", f"{why}: {how}")
        return key

    # --- what is left out -------------------------------------------------------------------------------------------

    def _links(self, part: Object, place: str) -> None:
        for key in ("headline", "text"):
            if title := string(part, key, self.file, place):
                self.ledger.leave(place, plain(title), "overskrift over lenker til andre sider")
        for number, link in enumerate(children(part, self.file, place)):
            words = [string(link, key, self.file, place) for key in ("headline", "text", "url")]
            what = " ".join(plain(word) for word in words if word)
            self.ledger.leave(f"{place}[{number}]", what, "lenke til en annen side i kilden")

    def _leave_media(self, element: Object, place: str) -> None:
        keys = ("name", "caption", "description", "text", "credit", "license", "provider", "embedUrl", "url")
        words = [plain(string(element, key, self.file, place)) for key in keys]
        rights = "bildet har andre rettighetshavere enn teksten og tas ikke med"
        why = "film tas ikke med" if element.get("@type") == "VideoObject" else rights
        self.ledger.leave(place, " | ".join(word for word in words if word), why)

    def _leave_all(self, element: Object, place: str, why: str) -> None:
        for where, words in strings(element, self.file, place):
            self.ledger.leave(where, words, why)

    def _surroundings(self) -> None:
        self._repeated_or_left(string(self.document, "description", self.file, ""), "description", "sammendrag for søk")
        for number, link in enumerate(objects(self.document, "relatedLink", self.file, "")):
            words = [string(link, key, self.file, "relatedLink") for key in ("name", "url")]
            what = " ".join(word for word in words if word)
            self.ledger.leave(f"relatedLink[{number}]", what, "lenke til en annen side i kilden")

    def _repeated_or_left(self, words: str, place: str, why: str) -> None:
        if not words:
            return
        if bare(words) in self._all_words():
            self.ledger.place()
        else:
            self.ledger.leave(place, plain(words), f"{why}, som ikke står på selve siden")

    def _all_words(self) -> str:
        return bare(" ".join(block.html for blocks in self.blocks.values() for block in blocks))

    # --- health aspects ---------------------------------------------------------------------------------------------

    def _aspects(self, aspects: list[Object], key: str) -> None:
        build = bool(aspects) and not any(self.blocks.values()) and "Medicine" in self.genres
        for number, aspect in enumerate(aspects):
            place = f"{key}[{number}]"
            address = re.sub(r"^https?://[^/]+/(?:nhs-website-content/)?", "", string(aspect, "url", self.file, place))
            if build and address.startswith(self.path):
                self._aspect(aspect, place)
                continue
            for where, words in strings(aspect, self.file, place):
                self._repeated_or_left(words, where, f"hører til {address or 'en annen side'}")

    def _aspect(self, aspect: Object, place: str) -> None:
        """One health aspect as part of the page, for pages that have no other text."""
        key = self._section_of(aspect, [], place)
        headline = string(aspect, "headline", self.file, place)
        opening = splitting.heading(headline) if headline else ""
        self.ledger.place(bool(headline))
        for number, element in enumerate(objects(aspect, "hasPart", self.file, place)):
            where = f"{place}.hasPart[{number}]"
            for image in objects(element, "image", self.file, where):
                self._leave_media(image, where)
            if isinstance(action := element.get("potentialAction"), dict):
                words = [string(action, name, self.file, where) for name in ("name", "target")]
                self.ledger.leave(where, " ".join(words), "lenke til en tjeneste")
            card = element.get("identifier") in CARE_CARDS
            found = self._card(element, opening, where) if card else self._markdown(element, opening, where)
            self.blocks[key].extend(found)
            opening = "" if found else opening
        if opening:
            self.blocks[key].extend(splitting.split(opening, place=place, ledger=self.ledger))
        self._repeated_or_left(string(aspect, "description", self.file, place), f"{place}.description", "sammendrag for søk")
        self.last = key
