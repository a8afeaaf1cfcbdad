"""What has happened since: local text, a variant, and new editions on their way to the hospitals.

Each story is one function of the moment of loading. It is told once: the topic's editions or operations show that it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from demo.base import edition, person
from demo.hospitals import text_at, write_locally
from demo.partners import a_partner
from demo.readers import readers_answer
from demo.reading import TopicFile, topics
from demo.wishes import a_hearing, proposals, wishes
from fellesnett.adoption.actions.answering import adopt
from fellesnett.adoption.actions.operating import save_operation
from fellesnett.adoption.actions.policies import set_policy
from fellesnett.adoption.actions.sharing import approve_variant, create_variant, layer_hash, next_layer
from fellesnett.adoption.models import LocalOperation, SitePolicy, Variant
from fellesnett.national import actions as national
from fellesnett.national.models import Candidate, Edition, Topic
from fellesnett.organizations.models import Organization, Place, Site


def days(count: float) -> timedelta:
    return timedelta(days=count)


def paragraph(html: str, type: str = "text") -> list[dict[str, str]]:
    return [{"type": type, "html": html}]


def local_text(now: datetime) -> None:
    """Supplements, overrides, an omission, an own title and a text for one place."""
    if LocalOperation.objects.filter(op="override", adoption__topic__key="kneprotese").exists():
        return
    write_locally(
        "unn", "kneprotese", "nb", by="lege.unn", at=now - days(90), op="override", target="kneprotese-faste",
        content=paragraph("<p>Du må faste fra midnatt før operasjonen. Bor du langt unna, ringer vi deg dagen før og avtaler tiden.</p>"),
        reason_code="local_practice", reason_text="Mange reiser langt og opereres først på dagen. Da er midnatt lettest å huske.",
        clinical_owner=person("lege.unn"),
    )  # fmt: skip
    write_locally(
        "innlandet", "kneprotese", "nb", by="redaktor.innlandet", at=now - days(88), op="supplement", target="kneprotese-faste",
        position="after", content=paragraph("<p>Ta med reseptene dine. Du får en egen drikke av oss morgenen operasjonen skal skje.</p>"),
    )  # fmt: skip
    write_locally(
        "helse-bergen", "kneprotese", "nn", by="lege.bergen", at=now - days(86), op="supplement", target="during", position="end",
        content=paragraph("<p>På Kysthospitalet i Hagavik blir du som regel operert den dagen du kjem. Du får møte fysioterapeuten same ettermiddag.</p>"),
    )  # fmt: skip
    write_locally(
        "lovisenberg", "gra-staer-operasjon", "nb", by="redaktor.lovisenberg", at=now - days(70), op="retitle",
        title="Operasjon for grå stær",
    )  # fmt: skip
    write_locally(
        "innlandet", "koloskopi", "nb", by="lege.innlandet", at=now - days(60), op="omit", target="koloskopi-tommingsrad",
        reason_code="local_practice", reason_text="Vi sender egne råd om tømming sammen med innkallingen.",
        clinical_owner=person("lege.innlandet"),
    )  # fmt: skip
    narvik = Place.objects.get(slug="narvik", organization__key="unn-hf")
    write_locally(
        "unn", "koloskopi", "nb", by="lege.unn", at=now - days(55), op="supplement", place=narvik, target="during", position="end",
        content=paragraph("<p>I Narvik gjør vi denne undersøkelsen på tirsdager og torsdager.</p>"),
    )  # fmt: skip


def a_shared_variant(now: datetime) -> None:
    """Two hospitals in the west share how they follow patients home after a hip replacement."""
    topic = Topic.objects.get(key="hofteprotese")
    if Variant.objects.filter(topic=topic).exists():
        return
    west = Organization.objects.get(key="helse-vest-rhf")
    variant = create_variant(
        topic=topic, name="Heimreise same dag i Helse Vest", organization=west, by=person("redaktor.vest"), at=now - days(80)
    )
    for slug, name in (("helse-bergen", "redaktor.bergen"), ("helse-forde", "redaktor.forde")):
        adopt(site=Site.objects.get(slug=slug), topic=topic, variant=variant, by=person(name), at=now - days(79))
    save_operation(
        variant=variant, language="nn", op="supplement", target="hofteprotese-hjemme", position="before",
        content=paragraph("<p>I Helse Vest reiser mange heim same dag som operasjonen. Du får telefonnummeret til ein sjukepleiar som du kan ringje heile døgnet.</p>"),
        by=person("redaktor.vest"), at=now - days(78),
    )  # fmt: skip
    seen = layer_hash(next_layer(variant, "nn"))
    approve_variant(variant=variant, language="nn", hash=seen, by=person("redaktor.vest"), at=now - days(77))


def an_override_about_to_lapse(now: datetime) -> None:
    """Lovisenberg replaced a text nearly a year ago; it lapses soon."""
    if LocalOperation.objects.filter(adoption__site__slug="lovisenberg", op="override").exists():
        return
    text = text_at("lovisenberg", "lyskebrokk-operasjon", "nb")
    target = next(
        block["id"]
        for section in text.edition.sections
        if section["key"] == "after"
        for block in section["blocks"]
        if block["type"] == "text"
    )
    write_locally(
        "lovisenberg", "lyskebrokk-operasjon", "nb", by="lege.lovisenberg", at=now - days(100), op="override", target=target,
        content=paragraph("<p>Hos oss reiser du hjem samme dag. Vi ringer deg neste formiddag og hører hvordan det går.</p>"),
        reason_code="local_organization", reason_text="Vi følger opp alle med en telefonsamtale.",
        clinical_owner=person("lege.lovisenberg"), valid_until=(now + days(12)).date(),
    )  # fmt: skip


def an_editorial_change_with_consent(now: datetime) -> None:
    """A comma is moved; the hospital that gave standing consent has it at once."""
    if SitePolicy.objects.exists():
        return
    site = Site.objects.get(slug="innlandet")
    set_policy(site=site, consent_editorial=True, by=person("redaktor.innlandet"), at=now - days(50))
    revise("rontgen", "nb", _without_final_period, now - days(40), note_editors="Bare tegnsetting.")


def _without_final_period(blocks: dict[str, dict[str, Any]]) -> None:
    block = next(block for block in blocks.values() if block["type"] == "text")
    block["html"] = block["html"].replace(". ", ".  ", 1).replace(".</p>", "!</p>", 1)


def a_conflict(now: datetime) -> None:
    """The sentence about fasting is corrected: one hospital replaced it, another added to it, two show nynorsk."""
    revise(
        "kneprotese",
        "nb",
        lambda blocks: blocks["kneprotese-faste"].update(
            html="<p>Du må faste i 6 timer før operasjonen. Du kan drikke vann fram til 1 time før.</p>"
        ),
        now - days(3),
        classes={"kneprotese-faste": "content"},
        note_editors="Nye råd om drikke før narkose. Se over egne tillegg om faste.",
        note_public="Vi har endret rådet om hvor lenge du kan drikke vann.",
    )


def a_hidden_change(now: datetime) -> None:
    """Innlandet has replaced a whole chapter; a new paragraph arrives inside it."""
    if Edition.objects.filter(topic__key="hofteprotese", language="nb", number=2).exists():
        return
    write_locally(
        "innlandet", "hofteprotese", "nb", by="lege.innlandet", at=now - days(45), op="override", target="after",
        content=paragraph("<p>Hos oss er du vanligvis på sykehuset én natt. Fysioterapeuten går gjennom øvelsene med deg før du reiser hjem.</p>"),
        reason_code="local_practice", reason_text="Vi har et eget opplegg etter operasjonen.", clinical_owner=person("lege.innlandet"),
    )  # fmt: skip
    revise("hofteprotese", "nb", None, now - days(2), add=("after", {
        "id": "hofteprotese-kjoring", "type": "text", "policy": "open",
        "html": "<p>Du kan kjøre bil når du bremser trygt og ikke tar sterke smertestillende. For de fleste tar det noen uker.</p>",
    }), note_editors="Nytt avsnitt om bilkjøring, etter ønske fra mange sykehus.")  # fmt: skip


def a_safety_change(now: datetime) -> None:
    """A warning is made stricter. Where the text is national it shows at once; where it is replaced, a notice stands above."""
    if Edition.objects.filter(topic__key="cellegift", language="nb", number=2).exists():
        return
    write_locally(
        "unn", "cellegift", "nb", by="lege.unn", at=now - days(30), op="override", target="cellegift-kontakt",
        content=paragraph("<p><strong>Ring kreftavdelingen i Tromsø</strong> hvis du blør, kaster opp eller har diaré i mer enn ett døgn.</p>", "warning"),
        reason_code="local_organization", reason_text="Alle i vårt område skal ringe samme vakttelefon.", clinical_owner=person("lege.unn"),
    )  # fmt: skip
    revise(
        "cellegift",
        "nb",
        lambda blocks: blocks["cellegift-kontakt"].update(
            html=blocks["cellegift-kontakt"]["html"].replace("mer enn ett døgn", "mer enn 12 timer")
        ),
        now - days(1),
        classes={"cellegift-kontakt": "safety"},
        note_editors="Grensen er satt ned etter en meldt hendelse.",
        note_public="Grensen for når du skal ringe, er satt ned.",
    )


def a_text_under_approval(now: datetime) -> None:
    """A draft waits for the clinician, another is planned for next week."""
    if Candidate.objects.filter(topic__key="mammografi", language="nb", state="review").exists():
        return
    submit("mammografi", _clearer_introduction, now - days(1), note_editors="Tydeligere om hvorfor noen blir innkalt på nytt.")
    revise("areknuter-operasjon", "nb", lambda blocks: blocks["areknuter-operasjon-nye"].update(
        html="<p>Du kan få nye åreknuter senere. Det hjelper å være i bevegelse og å holde vekten stabil. Støttestrømper kan lindre plager.</p>"
    ), now - days(1), effective_at=now + days(6), note_editors="Gjelder fra neste uke.")  # fmt: skip


def _clearer_introduction(blocks: dict[str, dict[str, Any]]) -> None:
    blocks["mammografi-nyebilder"]["html"] = (
        "<p>Noen blir bedt om å komme tilbake til flere bilder, ultralyd eller vevsprøve. Som oftest er det ikke kreft. "
        "Vi ringer deg hvis det haster.</p>"
    )


STORIES: tuple[Callable[[datetime], None], ...] = (
    local_text,
    a_shared_variant,
    an_override_about_to_lapse,
    an_editorial_change_with_consent,
    a_conflict,
    a_hidden_change,
    a_safety_change,
    a_text_under_approval,
    readers_answer,
    wishes,
    a_hearing,
    proposals,
    a_partner,
)


def revise(
    key: str,
    language: str,
    change: Callable[[dict[str, dict[str, Any]]], None] | None,
    at: datetime,
    *,
    add: tuple[str, dict[str, Any]] | None = None,
    **release: Any,
) -> None:
    """The topic's second edition in one language: the first with one change. Told once."""
    topic = Topic.objects.get(key=key)
    if Edition.objects.filter(topic=topic, language=language, number=2).exists():
        return
    edition(topic, language, title=_file(key).titles[language], sections=_changed(key, language, change, add), at=at, **release)


def submit(key: str, change: Callable[[dict[str, dict[str, Any]]], None], at: datetime, *, note_editors: str) -> None:
    """A changed bokmål draft that goes no further than to the clinician."""
    topic = Topic.objects.get(key=key)
    text = national.write_text(
        topic=topic,
        language="nb",
        title=_file(key).titles["nb"],
        sections=_changed(key, "nb", change, None),
        by=person("skribent"),
        at=at,
    )
    changed = {"mammografi-nyebilder": "content"}
    national.submit(text=text, by=person("skribent"), at=at, classes=changed, note_editors=note_editors)


def _file(key: str) -> TopicFile:
    return next(topic for topic in topics() if topic.key == key)


def _changed(
    key: str,
    language: str,
    change: Callable[[dict[str, dict[str, Any]]], None] | None,
    add: tuple[str, dict[str, Any]] | None,
) -> list[dict[str, Any]]:
    sections = _file(key).text(language)
    if change:
        change({block["id"]: block for section in sections for block in section["blocks"]})
    if add:
        next(section for section in sections if section["key"] == add[0])["blocks"].append(add[1])
    return sections
