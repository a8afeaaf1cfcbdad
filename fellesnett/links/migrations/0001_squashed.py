import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('links', '0001_links'),
    ]

    dependencies = [
        ('organizations', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000, unique=True)),
                ('host', models.CharField(db_index=True, max_length=255)),
                ('standing', models.CharField(choices=[('unknown', 'ikke prøvd ennå'), ('works', 'virker'), ('moved', 'flyttet for godt'), ('failing', 'svarer ikke nå'), ('dead', 'virker ikke'), ('unsure', 'svarer, men ikke til oss')], default='unknown', max_length=8)),
                ('fault', models.CharField(blank=True, max_length=20)),
                ('fault_days', models.PositiveSmallIntegerField(default=0)),
                ('failed_on', models.DateField(null=True)),
                ('moved_to', models.CharField(blank=True, max_length=2000)),
                ('etag', models.CharField(blank=True, max_length=255)),
                ('modified', models.CharField(blank=True, max_length=60)),
                ('asked_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'adresse utenfor løsningen',
                'indexes': [models.Index(fields=['next_at'], name='address_due'), models.Index(fields=['host', 'asked_at'], name='address_pace')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=200)),
                ('language', models.CharField(blank=True, max_length=3)),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.site')),
                ('title', models.CharField(max_length=255)),
                ('version', models.CharField(max_length=80)),
                ('detail', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'lest tekst',
                'constraints': [models.UniqueConstraint(fields=('subject', 'language'), name='text_read_once')],
            },
        ),
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('read_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'takt',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_pace')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='links.reading')),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='links.address')),
            ],
            options={
                'verbose_name': 'lenke',
                'constraints': [models.UniqueConstraint(fields=('reading', 'address'), name='link_once_a_text')],
            },
        ),
    ]
