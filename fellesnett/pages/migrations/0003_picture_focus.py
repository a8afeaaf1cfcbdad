"""A picture is cut around a point of its own: the nine places that could be chosen become points."""

from typing import Any

import django.core.validators
from django.db import migrations, models

ACROSS, DOWN = {"left": 0, "center": 50, "right": 100}, {"top": 0, "center": 50, "bottom": 100}


def nine_to_points(apps: Any, schema_editor: Any) -> None:
    """The same cut as before: `object-position: left` is 0 %, `center` 50 %, `right` 100 %."""
    pictures = apps.get_model("pages", "Picture").objects
    for across, x in ACROSS.items():
        for down, y in DOWN.items():
            pictures.filter(across=across, down=down).update(focus_x=x, focus_y=y)


def points_to_nine(apps: Any, schema_editor: Any) -> None:
    """The nearest of the nine."""
    for picture in apps.get_model("pages", "Picture").objects.all():
        picture.across = min(ACROSS, key=lambda word: abs(ACROSS[word] - picture.focus_x))
        picture.down = min(DOWN, key=lambda word: abs(DOWN[word] - picture.focus_y))
        picture.save(update_fields=["across", "down"])


class Migration(migrations.Migration):
    dependencies = [("pages", "0002_site_logos")]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="focus_x",
            field=models.PositiveSmallIntegerField(
                default=50, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="fra venstre, i prosent"
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="focus_y",
            field=models.PositiveSmallIntegerField(
                default=50, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="ovenfra, i prosent"
            ),
        ),
        migrations.RunPython(nine_to_points, points_to_nine),
    ]
