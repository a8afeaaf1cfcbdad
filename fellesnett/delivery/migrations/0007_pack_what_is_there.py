"""The documents that were there before they were packed, packed: some at a time, each time a transaction of its own.

Nothing is locked for longer than some documents take. Stopped anywhere it goes on where it was, and a document that is written
anew meanwhile is packed by whoever writes it.
"""

from django.db import migrations, transaction

from fellesnett.delivery.packing import mark_of, packed

AT_A_TIME = 200


def pack_what_is_there(apps, schema_editor):
    items = apps.get_model("delivery", "Item").objects.using(schema_editor.connection.alias)
    waiting = items.filter(etag="").exclude(document="").order_by("pk")
    last = None
    while some := list((waiting if last is None else waiting.filter(pk__gt=last)).values_list("pk", "seq", "document")[:AT_A_TIME]):
        with transaction.atomic(using=schema_editor.connection.alias):
            for pk, seq, document in some:
                items.filter(pk=pk, seq=seq).update(packed=packed(document), etag=mark_of(document))
        last = some[-1][0]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("delivery", "0006_ready_bytes"),
    ]

    operations = [
        migrations.RunPython(pack_what_is_there, migrations.RunPython.noop),
    ]
