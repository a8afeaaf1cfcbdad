"""The nine places are points now (0003)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_picture_focus")]

    operations = [
        migrations.RemoveField(model_name="picture", name="across"),
        migrations.RemoveField(model_name="picture", name="down"),
    ]
