"""The words that texts are found by, of the texts that were there before: some at a time, each time a transaction of its own.

Stopped anywhere it goes on: what is kept already is passed by. A text that is written anew meanwhile is found by what it says
then: it is read when its row is locked, and whoever writes it waits, or has written it.
"""

import json

from django.db import migrations, transaction

from fellesnett.delivery.wording import found_by

AT_A_TIME = 200


def find_what_is_there(apps, schema_editor):
    alias = schema_editor.connection.alias
    Word = apps.get_model("delivery", "Word")
    items = apps.get_model("delivery", "Item").objects.using(alias)
    waiting = items.filter(subject="", gone_at__isnull=True, words__isnull=True).exclude(document="").order_by("pk")
    last = None
    while some := list((waiting if last is None else waiting.filter(pk__gt=last)).values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic(using=alias):
            shown = items.filter(pk__in=some, gone_at__isnull=True).order_by("pk").select_for_update()
            said = shown.values_list("pk", "language", "document")
            rows = [Word(item_id=pk, word=word) for pk, language, document in said for word in _words(language, document)]
            Word.objects.using(alias).bulk_create(rows, ignore_conflicts=True)
        last = some[-1]


def _words(language, document):
    said = json.loads(document)
    return found_by(language, (said["title"], *said.get("synonyms", ()), said.get("intro", "")))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("delivery", "0012_words"),
    ]

    operations = [
        migrations.RunPython(find_what_is_there, migrations.RunPython.noop),
    ]
