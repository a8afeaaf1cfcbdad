"""What colleagues say, beside the words it is about, on any screen that has a `talk` (`desk.commenting.Talk`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from fellesnett.national.actions.commenting import CHAPTER

register = template.Library()


@register.inclusion_tag("desk/comments_beside.html", takes_context=True)
def comments_at(context: Any, *blocks: str | Iterable[str]) -> dict[str, Any]:
    """The open comments at these blocks; nothing on a screen for those who may not read them."""
    talk, wanted = context.get("talk"), [id for each in blocks for id in ([each] if isinstance(each, str) else each)]
    return {"said": talk.at(wanted) if talk else []}


@register.simple_tag
def chapter_id(key: str) -> str:
    """What a whole chapter is called where something is said of it."""
    return f"{CHAPTER}{key}"


@register.simple_tag(takes_context=True)
def comment_address(context: Any, block: str) -> str:
    """Where something can be said of this block; nothing for those who may not."""
    talk = context.get("talk")
    return talk.address(block) if talk else ""
