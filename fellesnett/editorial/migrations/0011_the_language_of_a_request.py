from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0010_what_items_are_worded_from")]

    operations = [
        migrations.AddField(
            model_name="signoffrequest",
            name="language",
            field=models.CharField(
                choices=[("nb", "bokmål"), ("nn", "nynorsk")], default="nb", max_length=3, verbose_name="språk"
            ),
        ),
    ]
