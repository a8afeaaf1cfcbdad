import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('organizations', '0001_initial'),
        ('organizations', '0002_places'),
        ('organizations', '0003_place_words_into_record'),
        ('organizations', '0004_remove_place_words'),
        ('organizations', '0005_site_state'),
        ('organizations', '0006_roles_in_part'),
        ('organizations', '0007_registers'),
        ('organizations', '0008_municipalities'),
    ]

    # After all that Wagtail brings: its migrations alter models again and again, and each time whatever points at them is made
    # anew. Before ours they find little to make: migrating takes half the time.
    dependencies = [
        ('axes', '0010_accessattemptexpiration'),
        ('otp_static', '0003_add_timestamps'),
        ('sessions', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=120, unique=True, verbose_name='nøkkel')),
                ('kind', models.CharField(choices=[('national', 'nasjonal redaksjon'), ('regional_health_authority', 'regionalt helseforetak'), ('health_trust', 'helseforetak'), ('hospital', 'sykehus'), ('unit', 'enhet'), ('hospital_pharmacy', 'sykehusapotek'), ('ict_company', 'IKT-selskap'), ('jointly_owned_company', 'felleseid selskap'), ('private_nonprofit', 'privat ideelt sykehus'), ('contract_specialist', 'avtalespesialist'), ('private', 'privat'), ('municipality', 'kommune')], max_length=40, verbose_name='type')),
                ('name', models.CharField(max_length=255, verbose_name='navn')),
                ('short_name', models.CharField(blank=True, max_length=120, verbose_name='kort navn')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organizations.organization')),
                ('active', models.BooleanField(default=True, verbose_name='aktiv')),
                ('path', models.CharField(db_index=True, default='', editable=False, max_length=255)),
            ],
            options={
                'verbose_name': 'virksomhet',
                'verbose_name_plural': 'virksomheter',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='MunicipalityNumberChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('old_number', models.CharField(max_length=4)),
                ('old_name', models.CharField(max_length=80)),
                ('new_number', models.CharField(max_length=4)),
                ('new_name', models.CharField(max_length=80)),
                ('comment', models.CharField(blank=True, max_length=255)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('year', 'old_number', 'new_number'), name='municipality_change_unique')],
            },
        ),
        migrations.CreateModel(
            name='PostalCode',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='organizations.organization')),
                ('system', models.CharField(choices=[('orgnr', 'organisasjonsnummer'), ('resh', 'RESH-id'), ('her', 'HER-id'), ('kommune', 'kommunenummer'), ('skde_rhf', 'SKDEs nummer for region'), ('skde_hf', 'SKDEs nummer for helseforetak'), ('skde_hospital', 'SKDEs nummer for sykehus'), ('skde_unit', 'SKDEs nummer for enhet')], max_length=40, verbose_name='system')),
                ('value', models.CharField(max_length=60, verbose_name='verdi')),
            ],
            options={
                'verbose_name': 'identifikator',
                'verbose_name_plural': 'identifikatorer',
                'constraints': [models.UniqueConstraint(fields=('system', 'value'), name='identifier_unique_in_system'), models.CheckConstraint(condition=models.Q(models.Q(('system', 'orgnr'), _negated=True), django.db.models.lookups.Exact(django.db.models.functions.text.Length('value'), 9), _connector='OR'), name='identifier_orgnr_nine_digits')],
            },
        ),
        migrations.CreateModel(
            name='CatchmentArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('municipality_number', models.CharField(max_length=4, verbose_name='kommunenummer')),
                ('municipality', models.CharField(max_length=80, verbose_name='kommune')),
                ('district_number', models.CharField(blank=True, max_length=6, verbose_name='bydelsnummer')),
                ('district', models.CharField(blank=True, max_length=80, verbose_name='bydel')),
                ('sami_name', models.CharField(blank=True, max_length=80)),
                ('sami_administrative_area', models.BooleanField(default=False)),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('trust', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='catchment', to='organizations.organization')),
                ('hospital', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('source_trust', models.CharField(blank=True, max_length=80)),
                ('source_hospital', models.CharField(blank=True, max_length=80)),
                ('psychiatric_center', models.CharField(blank=True, max_length=120, verbose_name='DPS')),
            ],
            options={
                'verbose_name': 'opptaksområde',
                'verbose_name_plural': 'opptaksområder',
                'constraints': [models.UniqueConstraint(fields=('municipality_number', 'district_number'), name='catchment_area_unique')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='organizations.organization')),
                ('role', models.CharField(choices=[('national_medical_editor', 'nasjonal medisinsk redaktør'), ('national_editor', 'nasjonal redaktør'), ('clinician', 'kliniker'), ('regional_owner', 'regional systemeier'), ('site_owner', 'nettansvarlig'), ('editor', 'redaktør'), ('contributor', 'bidragsyter'), ('study_publisher', 'publisist for kliniske studier'), ('auditor', 'revisor')], max_length=40)),
                ('branch', models.UUIDField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True, verbose_name='til og med')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='hvorfor')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'tilgang',
                'verbose_name_plural': 'tilganger',
                'constraints': [models.UniqueConstraint(condition=models.Q(('branch__isnull', True)), fields=('user', 'organization', 'role'), name='membership_unique'), models.UniqueConstraint(fields=('user', 'organization', 'role', 'branch'), name='membership_unique_in_branch'), models.CheckConstraint(condition=models.Q(('branch__isnull', True), ('role__in', ['editor', 'contributor']), _connector='OR'), name='membership_branch_is_of_writers')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='organizations.organization')),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='buildings', to='organizations.place', verbose_name='bygning ved')),
                ('slug', models.SlugField(max_length=80, verbose_name='kortnavn')),
                ('kind', models.CharField(choices=[('hospital', 'sykehus'), ('clinic', 'poliklinikk eller senter'), ('pharmacy', 'apotek'), ('other', 'annet sted')], default='hospital', max_length=12, verbose_name='type sted')),
                ('name', models.JSONField(default=dict, verbose_name='navn')),
                ('address', models.CharField(blank=True, max_length=255, verbose_name='besøksadresse')),
                ('postal_code', models.CharField(blank=True, max_length=4, verbose_name='postnummer')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='poststed')),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ('phones', models.JSONField(blank=True, default=list, verbose_name='telefoner')),
                ('hours', models.JSONField(blank=True, default=list, verbose_name='åpningstider')),
                ('exceptions', models.JSONField(blank=True, default=list, verbose_name='avvik')),
                ('meeting', models.JSONField(blank=True, default=dict, verbose_name='oppmøte')),
                ('descriptions', models.JSONField(blank=True, default=dict, verbose_name='beskrivelser')),
                ('described_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('described_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'sted',
                'verbose_name_plural': 'steder',
                'constraints': [models.UniqueConstraint(fields=('organization', 'slug'), name='place_slug_in_organization'), models.CheckConstraint(condition=models.Q(('part_of', models.F('pk')), _negated=True), name='place_is_not_part_of_itself'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='place_has_both_coordinates'), models.CheckConstraint(condition=models.Q(models.Q(('described_at__isnull', True), ('described_by__isnull', True)), models.Q(('described_at__isnull', False), ('described_by__isnull', False)), _connector='OR'), name='place_says_who_and_when')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='organizations.organization')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='kortnavn')),
                ('host', models.CharField(blank=True, max_length=255, null=True, unique=True, verbose_name='vertsnavn')),
                ('name', models.CharField(max_length=160, verbose_name='navn')),
                ('brand_color', models.CharField(default='#003087', max_length=7, verbose_name='profilfarge')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk')], default='nb', max_length=3, verbose_name='tjenestemål')),
                ('other_languages', models.JSONField(blank=True, default=list, verbose_name='andre språk')),
                ('is_front_door', models.BooleanField(default=False, verbose_name='nasjonal inngang')),
                ('state', models.CharField(choices=[('preparing', 'i forberedelse'), ('open', 'åpent'), ('closed', 'lagt ned')], default='open', max_length=12, verbose_name='tilstand')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='lagt ned')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='organizations.site', verbose_name='etterfølger')),
                ('successor_url', models.URLField(blank=True, verbose_name='etterfølger utenfor løsningen')),
                ('is_demonstration', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'nettsted',
                'verbose_name_plural': 'nettsteder',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_front_door', True)), fields=('is_front_door',), name='one_front_door'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='closed_site_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('is_front_door', True), _negated=True), ('state', 'open'), _connector='OR'), name='front_door_is_open')],
            },
        ),
        migrations.CreateModel(
            name='RegisteredUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=120, verbose_name='kilde')),
                ('source_address', models.URLField(max_length=500, verbose_name='kildens adresse')),
                ('fetched_at', models.DateTimeField(verbose_name='hentet')),
                ('expires_at', models.DateTimeField(verbose_name='vises til')),
                ('identifier', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='registered', to='organizations.identifier')),
                ('name', models.CharField(max_length=255, verbose_name='navn i registeret')),
                ('form', models.CharField(max_length=120, verbose_name='organisasjonsform')),
                ('parent_orgnr', models.CharField(blank=True, max_length=9, verbose_name='overordnet enhet')),
                ('address', models.CharField(blank=True, max_length=255, verbose_name='forretningsadresse')),
                ('postal_code', models.CharField(blank=True, max_length=4, verbose_name='postnummer')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='poststed')),
                ('municipality', models.CharField(blank=True, max_length=80, verbose_name='kommune')),
                ('municipality_number', models.CharField(blank=True, max_length=4, verbose_name='kommunenummer')),
                ('deleted_on', models.DateField(blank=True, null=True, verbose_name='slettet')),
            ],
            options={
                'verbose_name': 'registrert enhet',
                'verbose_name_plural': 'registrerte enheter',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('fetched_at'))), name='registeredunit_ends_after_it_is_fetched')],
            },
        ),
        migrations.CreateModel(
            name='PlacePosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=120, verbose_name='kilde')),
                ('source_address', models.URLField(max_length=500, verbose_name='kildens adresse')),
                ('fetched_at', models.DateTimeField(verbose_name='hentet')),
                ('expires_at', models.DateTimeField(verbose_name='vises til')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='registered', to='organizations.place')),
                ('asked', models.CharField(max_length=400, verbose_name='adresse')),
                ('latitude', models.DecimalField(decimal_places=5, max_digits=8)),
                ('longitude', models.DecimalField(decimal_places=5, max_digits=8)),
                ('municipality', models.CharField(max_length=80, verbose_name='kommune')),
                ('municipality_number', models.CharField(max_length=4, verbose_name='kommunenummer')),
            ],
            options={
                'verbose_name': 'plassering av et sted',
                'verbose_name_plural': 'plasseringer av steder',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('fetched_at'))), name='placeposition_ends_after_it_is_fetched')],
            },
        ),
    ]
