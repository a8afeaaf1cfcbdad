import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('intake', '0001_initial'),
        ('intake', '0002_registers'),
    ]

    dependencies = [
        ('national', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=40, unique=True)),
                ('state', models.CharField(choices=[('off', 'av'), ('on', 'på'), ('stopped', 'stoppet')], default='off', max_length=8, verbose_name='tilstand')),
                ('on_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('succeeded_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('open_until', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=20)),
                ('fault_place', models.CharField(blank=True, max_length=300)),
                ('cursor', models.CharField(blank=True, max_length=500)),
                ('round_began_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'kilde',
                'verbose_name_plural': 'kilder',
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'off'), models.Q(('on_at__isnull', False), ('on_by__isnull', False)), _connector='OR'), name='source_on_says_who_and_when')],
            },
        ),
        migrations.CreateModel(
            name='ImportedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='national.topic', verbose_name='tema')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3, verbose_name='språk')),
                ('title', models.CharField(max_length=200, verbose_name='tittel')),
                ('sections', models.JSONField(verbose_name='tekst')),
                ('file', models.CharField(max_length=255, verbose_name='fil')),
                ('taken_in_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_in_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'importert tekst',
                'verbose_name_plural': 'importerte tekster',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['topic', 'language'], name='imported_text_topic')],
            },
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='intake.source')),
                ('key', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=1000)),
                ('unconditional', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'ærend',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='errand_once')],
            },
        ),
        migrations.CreateModel(
            name='Fetched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fetched', to='intake.source')),
                ('key', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=1000)),
                ('status', models.PositiveSmallIntegerField()),
                ('packed', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('etag', models.CharField(blank=True, max_length=255)),
                ('modified', models.CharField(blank=True, max_length=60)),
                ('fetched_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'hentet svar',
                'indexes': [models.Index(fields=['source', 'key', '-fetched_at'], name='fetched_newest'), models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['source'], name='fetched_waits')],
            },
        ),
        migrations.CreateModel(
            name='Followed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followed', to='intake.source')),
                ('key', models.CharField(max_length=120)),
                ('about', models.CharField(blank=True, max_length=120)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'fulgt innhold',
                'ordering': ['key'],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='followed_once')],
            },
        ),
        migrations.CreateModel(
            name='SourcedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='intake.source')),
                ('key', models.CharField(max_length=120)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('facts', models.JSONField(default=dict)),
                ('content_hash', models.CharField(max_length=80)),
                ('fetched', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='records', to='intake.fetched')),
                ('first_seen', models.DateTimeField()),
                ('last_seen', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('gone_at', models.DateTimeField(null=True)),
                ('gone_because', models.CharField(blank=True, choices=[('source', 'borte hos kilden'), ('expired', 'gikk ut'), ('unfollowed', 'følges ikke lenger')], max_length=12)),
                ('question', models.JSONField(default=dict)),
                ('answered', models.JSONField(default=dict)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'post fra en kilde',
                'verbose_name_plural': 'poster fra kilder',
                'indexes': [models.Index(condition=models.Q(('gone_at__isnull', True)), fields=['expires_at'], name='sourced_expires'), models.Index(fields=['subject'], name='sourced_subject')],
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='sourced_once'), models.CheckConstraint(condition=models.Q(models.Q(('gone_at__isnull', True), ('gone_because', '')), models.Q(('gone_at__isnull', False), models.Q(('gone_because', ''), _negated=True)), _connector='OR'), name='sourced_gone_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='sourced_answer_says_who_and_when')],
            },
        ),
    ]
