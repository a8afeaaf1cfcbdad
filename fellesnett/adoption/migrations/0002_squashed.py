import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('adoption', '0004_carried_decisions'),
    ]

    dependencies = [
        ('adoption', '0001_squashed'),
        ('national', '0002_squashed'),
        ('organizations', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdoptedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='adoption.adoption')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adopted_texts', to='national.edition')),
                ('patches', models.JSONField(blank=True, default=list)),
                ('moved', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'tekst i bruk',
                'constraints': [models.UniqueConstraint(fields=('adoption', 'language'), name='adopted_text_unique')],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='adoption.adoptedtext')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.place')),
                ('hash', models.CharField(db_index=True, max_length=80)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('recipe', models.JSONField()),
                ('composed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'øyeblikksbilde',
                'indexes': [models.Index(fields=['text', 'hash'], name='snapshot_text_hash')],
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='adoption.adoptedtext')),
                ('from_edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('to_edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('plan', models.JSONField()),
                ('clean', models.BooleanField()),
                ('change_class', models.CharField(max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=12)),
            ],
            options={
                'verbose_name': 'oppdatering',
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('text',), name='one_open_update')],
            },
        ),
        migrations.CreateModel(
            name='LocalOperation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layer', models.CharField(choices=[('group', 'gruppe'), ('site', 'nettsted'), ('place', 'sted')], max_length=6)),
                ('variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='adoption.variant')),
                ('adoption', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='adoption.adoption')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.place')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3)),
                ('key', models.CharField(max_length=40)),
                ('op', models.CharField(choices=[('fill', 'utfylling'), ('supplement', 'supplement'), ('override', 'erstatning'), ('omit', 'utelatelse'), ('retitle', 'egen tittel')], max_length=10)),
                ('target', models.CharField(blank=True, max_length=120)),
                ('position', models.CharField(blank=True, max_length=6)),
                ('content', models.JSONField(blank=True, default=list)),
                ('value', models.TextField(blank=True)),
                ('from_place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.place')),
                ('from_fact', models.CharField(blank=True, max_length=20)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('base_edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('base_hash', models.CharField(blank=True, max_length=80)),
                ('reason_code', models.CharField(blank=True, max_length=30)),
                ('reason_text', models.TextField(blank=True)),
                ('clinical', models.BooleanField(default=False, verbose_name='faglig innhold')),
                ('clinical_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('draft', 'utkast'), ('active', 'i bruk'), ('parked', 'parkert'), ('replaced', 'erstattet av en nyere'), ('set_aside', 'lagt til side')], default='draft', max_length=10)),
                ('leaving', models.BooleanField(default=False)),
                ('returned', models.BooleanField(default=False)),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='adoption.localoperation')),
                ('decided_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='adoption.update')),
            ],
            options={
                'verbose_name': 'lokal endring',
                'verbose_name_plural': 'lokale endringer',
                'indexes': [models.Index(fields=['adoption', 'language', 'state'], name='operation_adoption'), models.Index(fields=['variant', 'language', 'state'], name='operation_variant'), models.Index(fields=['state', 'valid_until'], name='operation_expiry'), models.Index(fields=['from_place', 'state'], name='operation_from_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('adoption__isnull', True), ('layer', 'group'), ('place__isnull', True), ('variant__isnull', False)), models.Q(('adoption__isnull', False), ('layer', 'site'), ('place__isnull', True), ('variant__isnull', True)), models.Q(('adoption__isnull', False), ('layer', 'place'), ('place__isnull', False), ('variant__isnull', True)), _connector='OR'), name='operation_has_one_layer'), models.UniqueConstraint(condition=models.Q(('adoption__isnull', False), ('replaces__isnull', True)), fields=('adoption', 'key'), name='operation_key_in_adoption'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True), ('variant__isnull', False)), fields=('variant', 'key'), name='operation_key_in_variant'), models.CheckConstraint(condition=models.Q(models.Q(('op__in', ['override', 'omit']), _negated=True), models.Q(models.Q(('reason_code', ''), _negated=True), models.Q(('reason_text', ''), _negated=True), ('valid_until__isnull', False)), _connector='OR'), name='departure_gives_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('from_fact', ''), ('from_place__isnull', True)), models.Q(('from_place__isnull', False), ('op', 'fill'), models.Q(('from_fact', ''), _negated=True)), _connector='OR'), name='fill_from_a_place_names_the_fact')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='adoption.snapshot')),
                ('hash', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('person', 'godkjent av person'), ('standing_consent', 'stående samtykke'), ('clean_after_30_days', 'ren endring etter 30 dager'), ('safety_lane', 'nasjonal sikkerhetsendring'), ('expiry', 'frist utløpt'), ('follows', 'følger av tekst på et annet språk')], max_length=24)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to=settings.AUTH_USER_MODEL)),
                ('approved_by_name', models.CharField(max_length=255)),
                ('role', models.CharField(max_length=60)),
                ('approved_at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
                ('revoked_within', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'godkjenning',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), _negated=True), ('approved_by__isnull', False), _connector='OR'), name='approval_by_a_person_names_them')],
            },
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='showings', to='adoption.adoptedtext')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.place')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='showings', to='adoption.snapshot')),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='adoption.approval')),
                ('live_from', models.DateTimeField()),
                ('live_to', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'visning',
                'indexes': [models.Index(fields=['text', 'live_to'], name='showing_live')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('live_to__isnull', True), ('place__isnull', False)), fields=('text', 'place'), name='one_live_showing_at_place'), models.UniqueConstraint(condition=models.Q(('live_to__isnull', True), ('place__isnull', True)), fields=('text',), name='one_live_showing')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('update_row', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='adoption.update')),
                ('operation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='adoption.localoperation')),
                ('outcome', models.CharField(max_length=24)),
                ('choice', models.CharField(choices=[('take_national', 'ta den nasjonale teksten'), ('keep_ours', 'behold vår'), ('take_suggestion', 'ta forslaget'), ('write', 'skriv selv'), ('confirm', 'stemmer fortsatt'), ('move', 'flytt til slutten av kapitlet')], max_length=16)),
                ('reason', models.TextField(blank=True)),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='adoption.localoperation')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField()),
                ('carried_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='adoption.decision')),
            ],
            options={
                'verbose_name': 'beslutning',
                'indexes': [models.Index(fields=['update_row', 'operation'], name='decision_latest')],
            },
        ),
        migrations.CreateModel(
            name='SafetyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='safety_notices', to='adoption.adoptedtext')),
                ('operation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='adoption.localoperation')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('block', models.CharField(max_length=120)),
                ('html', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('deadline', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
            ],
            options={
                'verbose_name': 'sikkerhetsvarsel',
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('text', 'operation', 'block'), name='one_standing_notice'), models.CheckConstraint(condition=models.Q(models.Q(('deadline__isnull', True), ('operation__isnull', True)), models.Q(('deadline__isnull', False), ('operation__isnull', False)), _connector='OR'), name='notice_above_local_text_has_a_deadline')],
            },
        ),
    ]
