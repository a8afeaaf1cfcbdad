from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_place_words_into_record")]

    operations = [
        migrations.RemoveField(
            model_name='place',
            name='meeting_point',
        ),
        migrations.RemoveField(
            model_name='place',
            name='opening_hours',
        ),
        migrations.RemoveField(
            model_name='place',
            name='phone',
        ),
    ]
