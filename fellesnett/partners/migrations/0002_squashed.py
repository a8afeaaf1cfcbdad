import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('partners', '0002_services'),
    ]

    dependencies = [
        ('adoption', '0001_squashed'),
        ('adoption', '0002_squashed'),
        ('organizations', '0001_squashed'),
        ('partners', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='partners.partner')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='organizations.site')),
                ('noun', models.CharField(choices=[('content', 'lokal tekst'), ('place', 'sted'), ('service', 'tjeneste')], max_length=8)),
                ('way', models.CharField(choices=[('new', 'nytt'), ('change', 'endring'), ('remove', 'fjernes')], max_length=8)),
                ('text', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='adoption.adoptedtext')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='organizations.place')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='adoption.adoption')),
                ('title', models.CharField(max_length=255)),
                ('body', models.TextField()),
                ('body_hash', models.CharField(max_length=80)),
                ('acts', models.JSONField()),
                ('supplier', models.CharField(blank=True, max_length=9)),
                ('received_at', models.DateTimeField(verbose_name='mottatt')),
                ('state', models.CharField(choices=[('waiting', 'venter på svar'), ('accepted', 'tatt inn'), ('refused', 'avvist'), ('overtaken', 'erstattet av en nyere levering'), ('withdrawn', 'trukket av partneren')], default='waiting', max_length=10, verbose_name='tilstand')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, verbose_name='begrunnelse')),
                ('overtaken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='overtook', to='partners.submission')),
                ('set_aside', models.JSONField(blank=True, default=list)),
                ('operations', models.ManyToManyField(blank=True, related_name='submissions', to='adoption.localoperation')),
            ],
            options={
                'verbose_name': 'levering',
                'verbose_name_plural': 'leveringer',
                'ordering': ['-received_at', 'pk'],
                'indexes': [models.Index(fields=['site', 'state'], name='submission_site'), models.Index(fields=['partner', 'received_at'], name='submission_partner')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='submission_end_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('state__in', ['accepted', 'refused'])), models.Q(models.Q(('state__in', ['accepted', 'refused']), _negated=True), ('decided_by__isnull', True)), _connector='OR'), name='submission_answer_says_who'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='submission_refused_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('overtaken_by__isnull', False), ('state', 'overtaken')), models.Q(models.Q(('state', 'overtaken'), _negated=True), ('overtaken_by__isnull', True)), _connector='OR'), name='submission_overtaken_names_the_newer'), models.CheckConstraint(condition=models.Q(models.Q(('noun', 'content'), ('place__isnull', True), ('service__isnull', True), ('text__isnull', False)), models.Q(('noun', 'place'), ('service__isnull', True), ('text__isnull', True)), models.Q(('noun', 'service'), ('place__isnull', True), ('text__isnull', True)), _connector='OR'), name='submission_is_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='RequestKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='request_keys', to='partners.partner')),
                ('key', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(max_length=80)),
                ('taken_at', models.DateTimeField()),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='request_keys', to='partners.submission')),
            ],
            options={
                'verbose_name': 'forespørselsnøkkel',
                'constraints': [models.UniqueConstraint(fields=('partner', 'key'), name='request_key_once_a_partner')],
            },
        ),
    ]
