import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('signposts', '0001_signposts'),
    ]

    dependencies = [
        ('codes', '0001_squashed'),
        ('national', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Signpost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publisher', models.CharField(max_length=120, verbose_name='hvem som står bak')),
                ('kind', models.CharField(choices=[('information', 'informasjon'), ('service', 'tjeneste'), ('support', 'likepersoner og støtte'), ('course', 'kurs og mestring'), ('guideline', 'faglige råd')], default='information', max_length=12, verbose_name='type')),
                ('audience', models.CharField(choices=[('everyone', 'alle'), ('relatives', 'pårørende'), ('children', 'barn og unge'), ('professionals', 'helsepersonell')], default='everyone', max_length=14, verbose_name='for hvem')),
                ('unit', models.CharField(max_length=160, verbose_name='fagmiljø')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ansvarlig')),
                ('reviewed_on', models.DateField()),
                ('review_by', models.DateField(verbose_name='ses over innen')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='siste dag')),
                ('state', models.CharField(choices=[('up', 'oppe'), ('down', 'tatt ned')], default='up', max_length=4)),
                ('put_up_at', models.DateTimeField()),
                ('taken_down_at', models.DateTimeField(null=True)),
                ('taken_down_because', models.CharField(blank=True, max_length=255)),
                ('topics', models.ManyToManyField(blank=True, related_name='signposts', to='national.topic', verbose_name='temaer')),
            ],
            options={
                'verbose_name': 'veiviser',
                'verbose_name_plural': 'veivisere',
                'ordering': ['publisher', 'pk'],
                'indexes': [models.Index(fields=['state', 'review_by'], name='signpost_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'up'), ('taken_down_at__isnull', True)), models.Q(('state', 'down'), ('taken_down_at__isnull', False)), _connector='OR'), name='signpost_down_says_when'), models.CheckConstraint(condition=models.Q(('review_by__gt', models.F('reviewed_on'))), name='signpost_review_after_review')],
            },
        ),
        migrations.CreateModel(
            name='Arm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signpost', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arms', to='signposts.signpost')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3, verbose_name='språk')),
                ('title', models.CharField(max_length=160, verbose_name='tittel')),
                ('address', models.CharField(db_index=True, max_length=500, verbose_name='adresse')),
            ],
            options={
                'verbose_name': 'veiviserarm',
                'constraints': [models.UniqueConstraint(fields=('signpost', 'language'), name='arm_once_a_language')],
            },
        ),
        migrations.CreateModel(
            name='SignpostCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='codes.codesystem')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('display', models.CharField(blank=True, max_length=500, verbose_name='tekst')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='gyldig fra')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='gyldig til')),
                ('signpost', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='signposts.signpost')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['system', 'code'], name='signpost_coding_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='signpostcoding_validity'), models.UniqueConstraint(fields=('signpost', 'system', 'code'), name='signpost_coding_unique')],
            },
        ),
    ]
