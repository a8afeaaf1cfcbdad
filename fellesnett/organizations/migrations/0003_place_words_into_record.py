"""In a migration of its own: PostgreSQL alters no table with rows that wait for their checks."""

from django.db import migrations


def move_words_into_rows(apps, schema_editor):
    """The plain fields become the record: nothing that was said is lost. Hours in words stay words."""
    for place in apps.get_model("organizations", "Place").objects.all():
        if place.phone:
            place.phones = [{"number": place.phone, "label": {}, "hours": []}]
        if place.meeting_point:
            place.meeting = {"nb": {"text": place.meeting_point}}
        if place.opening_hours:
            place.descriptions = {"nb": {"hours": place.opening_hours}}
        place.save(update_fields=["phones", "meeting", "descriptions"])


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_places")]

    operations = [migrations.RunPython(move_words_into_rows, migrations.RunPython.noop)]
