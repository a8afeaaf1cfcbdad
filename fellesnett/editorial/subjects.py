"""Addresses of what events, open items and sign-offs are about: one spelling, in one place."""


def topic(key: str) -> str:
    return f"topic:{key}"


def text(key: str, language: str) -> str:
    return f"text:{key}:{language}"


def topic_of(subject: str) -> str:
    """The key of the topic that a subject is about, or is a text of; empty where it is about something else."""
    kind, _colon, rest = subject.partition(":")
    return rest.partition(":")[0] if kind in ("topic", "text") else ""


def adoption(pk: int) -> str:
    return f"adoption:{pk}"


def variant(pk: int) -> str:
    return f"variant:{pk}"


def site(slug: str) -> str:
    return f"site:{slug}"


def page(kind: str, pk: int) -> str:
    return f"page:{kind}:{pk}"


def alert(pk: int) -> str:
    return f"alert:{pk}"


def order(pk: int) -> str:
    return f"order:{pk}"


def hearing(pk: int) -> str:
    return f"hearing:{pk}"


def proposal(pk: int) -> str:
    return f"proposal:{pk}"


def organization(pk: int) -> str:
    return f"organization:{pk}"


def place(pk: int) -> str:
    return f"place:{pk}"


def service(pk: int) -> str:
    return f"service:{pk}"


def signpost(pk: int) -> str:
    return f"signpost:{pk}"


def consumer(pk: int) -> str:
    return f"consumer:{pk}"


def source(name: str) -> str:
    return f"source:{name}"


def elsewhere(host: str) -> str:
    """Another publisher, by the host of its pages."""
    return f"elsewhere:{host}"


def partner(pk: int) -> str:
    return f"partner:{pk}"


def submission(pk: str) -> str:
    return f"submission:{pk}"
