import django.db.models.deletion
import fellesnett.national.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('national', '0001_initial'),
        ('national', '0002_registers'),
        ('national', '0003_held_sources'),
        ('national', '0004_words_said_since'),
    ]

    dependencies = [
        ('codes', '0001_squashed'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=120, unique=True, verbose_name='nøkkel')),
                ('kind', models.CharField(choices=[('treatment', 'behandling'), ('examination', 'undersøkelse'), ('condition', 'sykdom'), ('support_article', 'støtteartikkel')], max_length=20, verbose_name='type')),
                ('title', models.CharField(max_length=200, verbose_name='arbeidstittel')),
                ('unit', models.CharField(max_length=160, verbose_name='fagmiljø')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fagansvarlig')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vara')),
                ('high_risk', models.BooleanField(default=False, verbose_name='høy risiko (kvalitetssikres hvert år)')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawal_deadline', models.DateTimeField(blank=True, null=True)),
                ('withdrawal_reason', models.TextField(blank=True)),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='national.topic')),
                ('source', models.CharField(blank=True, max_length=255, verbose_name='kilde')),
                ('is_demonstration', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'tema',
                'verbose_name_plural': 'temaer',
                'ordering': ['title'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawal_deadline__isnull', False), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='topic_withdrawal_says_who_and_when')],
            },
        ),
        migrations.CreateModel(
            name='HeldSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=500, unique=True)),
                ('words_hash', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'tekst som hentes fra en kilde',
                'verbose_name_plural': 'tekster som hentes fra kilder',
            },
        ),
        migrations.CreateModel(
            name='RetiredSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=500, unique=True)),
                ('at', models.DateTimeField()),
                ('words_hash', models.CharField(blank=True, max_length=80)),
                ('said_since', models.JSONField(blank=True, default=list)),
            ],
            options={
                'verbose_name': 'kilde som ikke gjelder lenger',
                'verbose_name_plural': 'kilder som ikke gjelder lenger',
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='national.topic')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3)),
                ('term', models.CharField(db_index=True, max_length=120)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'language', 'term'), name='synonym_unique')],
            },
        ),
        migrations.CreateModel(
            name='TopicCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='codes.codesystem')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('display', models.CharField(blank=True, max_length=500, verbose_name='tekst')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='gyldig fra')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='gyldig til')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='national.topic')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['system', 'code'], name='topic_coding_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='topiccoding_validity'), models.UniqueConstraint(fields=('topic', 'system', 'code'), name='topic_coding_unique')],
            },
        ),
        migrations.CreateModel(
            name='TopicText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='national.topic', verbose_name='tema')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3, verbose_name='språk')),
                ('title', models.CharField(max_length=200, verbose_name='tittel')),
                ('introduction', fellesnett.national.fields.SectionField(blank=True, verbose_name='Innledning')),
                ('symptoms', fellesnett.national.fields.SectionField(blank=True, verbose_name='Symptomer')),
                ('referral', fellesnett.national.fields.SectionField(blank=True, verbose_name='Henvisning og vurdering')),
                ('assessment', fellesnett.national.fields.SectionField(blank=True, verbose_name='Utredning')),
                ('treatment', fellesnett.national.fields.SectionField(blank=True, verbose_name='Behandling')),
                ('before', fellesnett.national.fields.SectionField(blank=True, verbose_name='Før')),
                ('during', fellesnett.national.fields.SectionField(blank=True, verbose_name='Under')),
                ('after', fellesnett.national.fields.SectionField(blank=True, verbose_name='Etter')),
                ('living_with', fellesnett.national.fields.SectionField(blank=True, verbose_name='Å leve med')),
                ('body', fellesnett.national.fields.SectionField(blank=True, verbose_name='Innhold')),
                ('be_aware', fellesnett.national.fields.SectionField(blank=True, verbose_name='Vær oppmerksom')),
                ('note_editors', models.TextField(blank=True, verbose_name='notat til redaktørene')),
                ('machine_draft', models.BooleanField(default=False, verbose_name='maskinutkast som ingen har lest')),
                ('pending_lineage', models.JSONField(blank=True, default=list, editable=False)),
            ],
            options={
                'verbose_name': 'tekst',
                'verbose_name_plural': 'tekster',
                'constraints': [models.UniqueConstraint(fields=('topic', 'language'), name='topic_text_unique')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='IssuedBlock',
            fields=[
                ('block', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_blocks', to='national.topic')),
            ],
            options={
                'verbose_name': 'utstedt blokk-id',
            },
        ),
    ]
