"""Room for each document packed and marked beside its words, so that it is served as ready bytes. They are packed in 0007."""

from django.db import migrations, models


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
    ]
