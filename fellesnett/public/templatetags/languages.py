"""`{% load languages %}{{ words|spoken:lang }}`: words in an element that says their language, where they need to.

`lang` is the whole attribute (`frame.said`, `frame.own_lang`), or nothing: then the words stand as they are.
"""

from __future__ import annotations

from django import template

from fellesnett.public.languages import spoken

register = template.Library()
register.filter("spoken", spoken)
