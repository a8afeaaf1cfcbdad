import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('national', '0005_called_off'),
    ]

    dependencies = [
        ('national', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='national.topic')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3)),
                ('title', models.CharField(max_length=200)),
                ('sections', models.JSONField()),
                ('lineage', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('content_hash', models.CharField(max_length=80)),
                ('note_public', models.TextField(blank=True, verbose_name='notat til leserne')),
                ('note_editors', models.TextField(blank=True, verbose_name='notat til redaktørene')),
                ('machine_draft', models.BooleanField(default=False)),
                ('effective_at', models.DateTimeField(blank=True, null=True, verbose_name='gjelder fra')),
                ('state', models.CharField(choices=[('review', 'til faglig godkjenning'), ('signed', 'faglig godkjent'), ('approved', 'redaksjonelt godkjent'), ('released', 'sluppet'), ('returned', 'sendt tilbake')], default='review', max_length=12)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('writers', models.JSONField(default=list)),
                ('needs_confirmation', models.JSONField(default=list)),
                ('revision', models.BigIntegerField(default=0)),
                ('lineage_recorded', models.PositiveIntegerField(default=0)),
                ('submitted_at', models.DateTimeField()),
                ('confirmed_editorial_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_at', models.DateTimeField(null=True)),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned_at', models.DateTimeField(null=True)),
                ('return_reason', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'utgave under godkjenning',
                'verbose_name_plural': 'utgaver under godkjenning',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='candidate_approval_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', True), ('returned_by__isnull', True)), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False)), _connector='OR'), name='candidate_return_says_who_and_when'), models.UniqueConstraint(condition=models.Q(('state__in', ('review', 'signed', 'approved'))), fields=('topic', 'language'), name='one_candidate_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='national.topic')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('sections', models.JSONField()),
                ('lineage', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('content_hash', models.CharField(max_length=80)),
                ('note_public', models.TextField(blank=True)),
                ('note_editors', models.TextField(blank=True)),
                ('machine_draft', models.BooleanField(default=False)),
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='edition', to='national.candidate')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='language_versions', to='national.edition')),
                ('state', models.CharField(choices=[('scheduled', 'planlagt'), ('live', 'gjeldende'), ('superseded', 'avløst'), ('withdrawn', 'trukket'), ('called_off', 'avlyst')], max_length=12)),
                ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_at', models.DateTimeField()),
                ('effective_at', models.DateTimeField()),
                ('reviewed_on', models.DateField()),
                ('review_by', models.DateField()),
                ('rolled_out_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'utgave',
                'verbose_name_plural': 'utgaver',
                'ordering': ['topic_id', 'language', '-number'],
                'indexes': [models.Index(fields=['state', 'rolled_out_at'], name='edition_awaiting_roll_out'), models.Index(fields=['state', 'review_by'], name='edition_review')],
                'constraints': [models.UniqueConstraint(fields=('topic', 'language', 'number'), name='edition_number_unique'), models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('topic', 'language'), name='one_live_edition'), models.UniqueConstraint(condition=models.Q(('state', 'scheduled')), fields=('topic', 'language'), name='one_scheduled_edition'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='edition_number_from_one'), models.CheckConstraint(condition=models.Q(('review_by__gt', models.F('reviewed_on'))), name='edition_review_after_review')],
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition'),
        ),
    ]
