"""What tells and asks nothing is marked so, and what was taken from it to those above is closed: nobody there can answer."""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

IN_A_CHUNK = 500


def mark(apps, schema_editor):
    items = apps.get_model("editorial", "OpenItem").objects.filter(closed_at__isnull=True, site__isnull=False)
    waits_nationally = Q(kind="language_behind") & ~Q(key__endswith=":elsewhere")
    refused = Q(kind="order", key__contains=":told") & ~Q(detail__has_key="adopt")
    outcome = Q(kind__in=["hearing", "suggestion"], key__contains=":told")
    own = items.exclude(key__startswith="escalated:")
    told = list(own.filter(waits_nationally | refused | outcome).values_list("pk", flat=True))
    for start in range(0, len(told), IN_A_CHUNK):
        some = told[start : start + IN_A_CHUNK]
        items.filter(pk__in=some).update(asks=False, escalated_at=None)
        raised = items.filter(key__startswith="escalated:", detail__escalated_from__in=some)
        raised.update(closed_at=timezone.now(), resolution="saken ber ikke om noe")


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0017_partners'),
    ]

    operations = [
        migrations.AddField(
            model_name='openitem',
            name='asks',
            field=models.BooleanField(default=True, verbose_name='ber om noe'),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
