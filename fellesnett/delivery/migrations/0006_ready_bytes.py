"""Each document packed and marked beside its words, so that it is served as ready bytes; those that are there already too."""

from django.db import migrations, models

from fellesnett.delivery.packing import mark_of, packed


def pack_what_is_there(apps, schema_editor):
    Item = apps.get_model("delivery", "Item")
    rows = Item.objects.exclude(document="").values_list("pk", "document")
    for pk, document in rows.iterator(chunk_size=200):
        Item.objects.filter(pk=pk).update(packed=packed(document), etag=mark_of(document))


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0005_services"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="etag",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="item",
            name="packed",
            field=models.BinaryField(default=b""),
        ),
        migrations.RunPython(pack_what_is_there, migrations.RunPython.noop),
    ]
