import django.core.validators
import django.db.models.deletion
import fellesnett.pages.fields
import modelcluster.fields
import uuid
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('pages', '0007_registers'),
    ]

    dependencies = [
        ('adoption', '0001_squashed'),
        ('national', '0001_squashed'),
        ('organizations', '0001_squashed'),
        ('pages', '0001_squashed'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.site', verbose_name='nettsted')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], default='nb', max_length=3, verbose_name='språk')),
                ('work', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('slug', models.SlugField(max_length=120, verbose_name='siste del av adressen')),
                ('title', models.CharField(max_length=160, verbose_name='tittel')),
                ('lead', models.TextField(help_text='Én eller to setninger.', max_length=400, verbose_name='det viktigste først')),
                ('body', fellesnett.pages.fields.BodyField(blank=True, verbose_name='innhold')),
                ('unit', models.CharField(help_text='Enheten som svarer for innholdet.', max_length=160, verbose_name='ansvarlig enhet')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.picture', verbose_name='bilde')),
                ('scope', models.ForeignKey(blank=True, help_text='Et sykehus eller senter med egne sider på nettstedet. Tomt når siden gjelder hele nettstedet.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.subsite', verbose_name='hører til')),
                ('branch', models.UUIDField(blank=True, help_text='De som bare har tilgang til denne avdelingen eller dette senteret, kan da også skrive på siden.', null=True, verbose_name='redigeres av')),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('review_months', models.PositiveSmallIntegerField(choices=[(3, 'etter tre måneder'), (6, 'etter et halvt år'), (12, 'etter ett år'), (18, 'etter halvannet år'), (24, 'etter to år')], default=12, help_text='Da spør vi redaktørene om siden fortsatt er riktig.', verbose_name='ses over')),
                ('review_by', models.DateField(editable=False, null=True)),
                ('parent', models.ForeignKey(blank=True, help_text='Avdelingen denne enheten hører til. Tomt for de øverste.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='units', to='pages.department', verbose_name='del av')),
                ('phone', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^(\\+47 ?)?[0-9 ]{3,14}$', 'Skriv et telefonnummer med bare siffer og mellomrom.')], verbose_name='telefon')),
                ('phone_hours', models.CharField(blank=True, help_text='Mandag–fredag 08.00–15.00', max_length=120, verbose_name='når telefonen er betjent')),
                ('referral', models.TextField(blank=True, help_text='For eksempel: Fastlegen henviser deg.', max_length=800, verbose_name='hvem kan henvises, og hvordan')),
                ('bring', models.TextField(blank=True, help_text='Én ting på hver linje.', max_length=800, verbose_name='ta med når du kommer')),
                ('places', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Adresse og åpningstid hentes fra stedet.', related_name='+', to='organizations.place', verbose_name='steder')),
                ('services', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Det avdelingen gjør.', related_name='+', to='adoption.adoption', verbose_name='behandlinger og undersøkelser')),
            ],
            options={
                'verbose_name': 'avdeling',
                'verbose_name_plural': 'avdelinger',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('site', 'language', 'slug'), name='department_address'), models.UniqueConstraint(fields=('work', 'language'), name='department_one_version_a_language')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='WaitingTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_times', to='organizations.site', verbose_name='nettsted')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waiting_times', to='organizations.place', verbose_name='sted')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_times', to='national.topic', verbose_name='tema')),
                ('kind', models.CharField(choices=[('assessment', 'utredning'), ('outpatient', 'poliklinikk'), ('day', 'dagbehandling'), ('inpatient', 'innleggelse')], max_length=12, verbose_name='til')),
                ('weeks', models.PositiveSmallIntegerField(verbose_name='uker')),
                ('source', models.CharField(max_length=120, verbose_name='kilde')),
                ('source_address', models.URLField(max_length=500, verbose_name='kildens adresse')),
                ('as_of', models.DateField(verbose_name='anslått dato')),
                ('valid_until', models.DateField(verbose_name='vises til og med')),
            ],
            options={
                'verbose_name': 'ventetid',
                'verbose_name_plural': 'ventetider',
                'constraints': [models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('site', 'topic', 'kind', 'source', 'place'), name='waiting_time_at_place'), models.UniqueConstraint(condition=models.Q(('place__isnull', True)), fields=('site', 'topic', 'kind', 'source'), name='waiting_time_at_site'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('as_of'))), name='waiting_time_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='NewsItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.site', verbose_name='nettsted')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], default='nb', max_length=3, verbose_name='språk')),
                ('work', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('slug', models.SlugField(max_length=120, verbose_name='siste del av adressen')),
                ('title', models.CharField(max_length=160, verbose_name='tittel')),
                ('lead', models.TextField(help_text='Én eller to setninger.', max_length=400, verbose_name='det viktigste først')),
                ('body', fellesnett.pages.fields.BodyField(blank=True, verbose_name='innhold')),
                ('unit', models.CharField(help_text='Enheten som svarer for innholdet.', max_length=160, verbose_name='ansvarlig enhet')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.picture', verbose_name='bilde')),
                ('scope', models.ForeignKey(blank=True, help_text='Et sykehus eller senter med egne sider på nettstedet. Tomt når siden gjelder hele nettstedet.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.subsite', verbose_name='hører til')),
                ('branch', models.UUIDField(blank=True, help_text='De som bare har tilgang til denne avdelingen eller dette senteret, kan da også skrive på siden.', null=True, verbose_name='redigeres av')),
                ('is_demonstration', models.BooleanField(default=False, editable=False)),
                ('review_months', models.PositiveSmallIntegerField(choices=[(3, 'etter tre måneder'), (6, 'etter et halvt år'), (12, 'etter ett år'), (18, 'etter halvannet år'), (24, 'etter to år')], default=12, help_text='Da spør vi redaktørene om siden fortsatt er riktig.', verbose_name='ses over')),
                ('review_by', models.DateField(editable=False, null=True)),
                ('department', models.ForeignKey(blank=True, help_text='Nyheten vises også på avdelingens side.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.department', verbose_name='avdeling')),
            ],
            options={
                'verbose_name': 'nyhet',
                'verbose_name_plural': 'nyheter',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('site', 'language', 'slug'), name='newsitem_address'), models.UniqueConstraint(fields=('work', 'language'), name='newsitem_one_version_a_language')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
    ]
