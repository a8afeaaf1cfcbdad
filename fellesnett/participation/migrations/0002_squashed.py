import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('participation', '0002_answers_given_anew'),
    ]

    dependencies = [
        ('adoption', '0002_squashed'),
        ('national', '0001_squashed'),
        ('national', '0002_squashed'),
        ('organizations', '0001_squashed'),
        ('participation', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hearings', to='national.candidate')),
                ('content_hash', models.CharField(max_length=80)),
                ('question', models.TextField(blank=True, verbose_name='hva det spørres om')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_at', models.DateTimeField()),
                ('deadline', models.DateTimeField(verbose_name='svarfrist')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(null=True)),
                ('summary', models.TextField(blank=True, verbose_name='oppsummering')),
            ],
            options={
                'verbose_name': 'høring',
                'verbose_name_plural': 'høringer',
                'ordering': ['-opened_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('candidate',), name='one_hearing_of_a_candidate'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), ('ended_at__isnull', False), _connector='OR'), name='hearing_end_says_when'), models.CheckConstraint(condition=models.Q(('deadline__gt', models.F('opened_at'))), name='hearing_deadline_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='national.topic')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3, verbose_name='språk')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('block', models.CharField(blank=True, max_length=80, verbose_name='avsnitt')),
                ('source', models.CharField(choices=[('site', 'innspill'), ('local_text', 'lokal tekst tilbudt oppover'), ('readers', 'sagt av lesere')], default='site', max_length=10)),
                ('operation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='adoption.localoperation')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='organizations.site')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_at', models.DateTimeField()),
                ('reason', models.TextField(verbose_name='hva bør endres, og hvorfor')),
                ('words', models.TextField(blank=True, verbose_name='foreslått tekst')),
                ('state', models.CharField(choices=[('received', 'mottatt'), ('taken', 'tatt inn'), ('partly', 'tatt inn delvis'), ('declined', 'ikke tatt inn'), ('merged', 'behandles sammen med et annet')], default='received', max_length=10)),
                ('reply', models.TextField(blank=True, verbose_name='svar')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(null=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='participation.proposal')),
                ('came_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='national.edition')),
            ],
            options={
                'verbose_name': 'innspill',
                'verbose_name_plural': 'innspill',
                'ordering': ['-proposed_at', '-pk'],
                'indexes': [models.Index(fields=['topic', 'state'], name='proposal_topic'), models.Index(fields=['site', 'proposed_at'], name='proposal_site')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'received')), models.Q(models.Q(('state', 'received'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='proposal_decision_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'partly']), _negated=True), models.Q(('reply', ''), _negated=True), _connector='OR'), name='proposal_not_all_taken_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='proposal_merged_names_the_other'), models.CheckConstraint(condition=models.Q(('came_in__isnull', True), ('state__in', ['taken', 'partly', 'merged']), _connector='OR'), name='proposal_came_in_when_taken')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hearing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='participation.hearing')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.site')),
                ('because', models.CharField(choices=[('uses', 'bruker temaet'), ('ordered', 'bestilte teksten'), ('chosen', 'valgt av redaksjonen')], max_length=8)),
                ('answer', models.CharField(blank=True, choices=[('agree', 'enig'), ('remarks', 'enig, med merknader'), ('disagree', 'uenig')], max_length=8, verbose_name='svar')),
                ('reason', models.TextField(blank=True, verbose_name='begrunnelse')),
                ('content_hash', models.CharField(blank=True, max_length=80)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'høringsinstans',
                'ordering': ['site__name'],
                'constraints': [models.UniqueConstraint(fields=('hearing', 'site'), name='invited_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('content_hash', '')), models.Q(models.Q(('answer', ''), _negated=True), models.Q(('content_hash', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='hearing_answer_says_who_when_and_what'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'disagree'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='disagreement_says_why')],
            },
        ),
        migrations.CreateModel(
            name='EarlierAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_answers', to='participation.invitation')),
                ('answer', models.CharField(choices=[('agree', 'enig'), ('remarks', 'enig, med merknader'), ('disagree', 'uenig')], max_length=8, verbose_name='svar')),
                ('reason', models.TextField(blank=True, verbose_name='begrunnelse')),
                ('content_hash', models.CharField(max_length=80)),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'tidligere svar',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='participation.invitation')),
                ('block', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField(verbose_name='merknad')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('taken', 'tatt til følge'), ('not_taken', 'ikke tatt til følge')], max_length=10)),
                ('reply', models.TextField(blank=True, verbose_name='svar')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replied_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'merknad',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('replied_at__isnull', True), ('replied_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('replied_at__isnull', False), ('replied_by__isnull', False)), _connector='OR'), name='remark_reply_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'not_taken'), _negated=True), models.Q(('reply', ''), _negated=True), _connector='OR'), name='remark_not_taken_says_why')],
            },
        ),
    ]
