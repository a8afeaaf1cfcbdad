"""Whose each document is, and whose it was at each line of the feed: read from the documents that were served.

Some items at a time, each time a transaction of its own; stopped anywhere it goes on where it was.
"""

import json

from django.db import migrations, transaction

AT_A_TIME = 100


def know_owners(apps, schema_editor):
    alias = schema_editor.connection.alias
    items = apps.get_model("delivery", "Item").objects.using(alias)
    keys = dict(apps.get_model("organizations", "Organization").objects.using(alias).values_list("key", "pk"))
    waiting, last = items.filter(owner__isnull=True).order_by("pk"), None
    while some := list((waiting if last is None else waiting.filter(pk__gt=last)).only("pk")[:AT_A_TIME]):
        with transaction.atomic(using=alias):
            _know(apps, alias, some, keys)
        last = some[-1].pk


def _know(apps, alias, items, keys):
    said = {}
    versions = apps.get_model("delivery", "Version").objects.using(alias).filter(item__in=items)
    for item, number, document in versions.values_list("item", "number", "document").iterator(chunk_size=50):
        said[item, number] = keys.get(json.loads(document).get("owner", {}).get("key", ""))
    now, last, changed = {}, {}, []
    changes = apps.get_model("delivery", "Change").objects.using(alias)
    for line in changes.filter(item__in=items).order_by("seq"):
        before = now.get(line.item_id)
        line.owner_id = said.get((line.item_id, line.version))
        line.owner_before_id = before if before != line.owner_id else None
        last[line.item_id] = line.owner_id
        now[line.item_id] = None if line.kind == "deleted" else line.owner_id
        changed.append(line)
    changes.bulk_update(changed, ["owner", "owner_before"], batch_size=200)
    for item in items:
        item.owner_id = last.get(item.pk)
    apps.get_model("delivery", "Item").objects.using(alias).bulk_update(items, ["owner"], batch_size=200)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("delivery", "0009_owners"),
    ]

    operations = [
        migrations.RunPython(know_owners, migrations.RunPython.noop),
    ]
