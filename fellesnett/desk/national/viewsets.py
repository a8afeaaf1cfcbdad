"""Wagtail's editor for one text of a topic. Everything around it (lists, approval, release) is ours."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import EditView, PreviewOnEditView, SnippetViewSet

from fellesnett.desk.advising import AdvicePanel, Spoken
from fellesnett.desk.together import SeesOthers
from fellesnett.desk.whole import WholeForm
from fellesnett.editorial import subjects
from fellesnett.national.models import TopicText
from fellesnett.national.passages import passages_of
from fellesnett.national.sections import SECTION_KEYS, SECTION_NAMES, TEMPLATES


class TopicTextForm(WagtailAdminModelForm):
    """Only the chapters of the topic's own template are asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            template = TEMPLATES[self.instance.topic.kind]
            for key in set(SECTION_KEYS) - set(template):
                self.fields.pop(key, None)


class PreviewText(WholeForm, PreviewOnEditView):
    pass


class EditText(WholeForm, SeesOthers, EditView):
    """The editor. Saving keeps a draft and its history; it never reaches patients or hospitals."""

    passages_of = staticmethod(passages_of)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        topic = self.object.topic
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Hjem")},
            {"url": reverse("desk_national:topics"), "label": _("Nasjonal base")},
            {"url": reverse("desk_national:topic", args=[topic.key]), "label": topic.title},
            {"url": "", "label": self.object.get_language_display()},
        ]

    def get_header_buttons(self) -> list[Any]:
        address = reverse("desk_national:submit", args=[self.object.topic.key, self.object.language])
        talk = reverse("desk_national:comments", args=[self.object.topic.key, self.object.language])
        return [
            HeaderButton(label=_("Kommentarer"), url=talk, icon_name="comment"),
            HeaderButton(label=_("Send til godkjenning …"), url=address, icon_name="check"),
        ]

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_usage_url(self) -> None:
        """Where a text is used is answered by the topic page, from adoptions, not from Wagtail's reference index."""

    def get_success_message(self, instance: Any = None) -> str:
        return gettext("Utkastet er lagret. Ingen ser det før det er godkjent og sluppet.")


class ToApproval(ActionMenuItem):
    """The one way from a draft to the sites."""

    name = "til-godkjenning"
    label = _("Send til godkjenning …")
    icon_name = "check"

    def get_url(self, context: dict[str, Any]) -> str:
        text = context["instance"]
        return reverse("desk_national:submit", args=[text.topic.key, text.language])


HELP = _(
    "Hver tekstblokk har et navn som følger den gjennom alle utgaver og språk. Skriv videre i den samme blokken når du "
    "endrer en tekst. Skal blokker deles, slås sammen eller flyttes, gjør du det fra temasiden, slik at sykehusenes egne "
    "tillegg følger med."
)


def spoken_of(text: TopicText) -> Spoken:
    """How a text's advice is addressed."""
    key, language = text.topic.key, text.language
    return Spoken(subjects.text(key, language), reverse("desk_national:hints", args=[key, language]))


class TopicTextViewSet(SnippetViewSet):
    model = TopicText
    icon = "doc-full"
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_view_class = EditText
    preview_on_edit_view_class = PreviewText
    index_view = index_results_view = staticmethod(RedirectView.as_view(pattern_name="desk_national:topics"))
    edit_handler = ObjectList(
        [
            HelpPanel(content=format_lazy("<p>{}</p>", HELP)),
            FieldPanel("title"),
            *(FieldPanel(key, heading=SECTION_NAMES[key]) for key in SECTION_KEYS),
            AdvicePanel(passages_of, spoken_of),
            MultiFieldPanel([FieldPanel("note_editors"), FieldPanel("machine_draft")], heading=_("Om teksten")),
        ],
        base_form_class=TopicTextForm,
    )

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Hjem")}]
