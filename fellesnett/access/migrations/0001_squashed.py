import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('access', '0001_initial'),
        ('access', '0002_invitations'),
    ]

    dependencies = [
        ('organizations', '0001_squashed'),
        ('otp_totp', '0003_add_timestamps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='kortnavn')),
                ('name', models.CharField(max_length=120, verbose_name='navn')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='providers', to='organizations.organization')),
                ('issuer', models.URLField(max_length=300, verbose_name='utsteder')),
                ('client_id', models.CharField(max_length=200, verbose_name='klient-ID')),
                ('secret_name', models.CharField(blank=True, max_length=120, verbose_name='navnet på hemmeligheten')),
                ('email_domains', models.JSONField(default=list, verbose_name='e-postdomener')),
                ('claims', models.JSONField(blank=True, default=dict, verbose_name='påstander')),
                ('email_assured', models.BooleanField(default=False, verbose_name='e-post er alltid kontrollert')),
                ('enabled', models.BooleanField(default=False, verbose_name='på')),
                ('described_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('described_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'innloggingsleverandør',
                'verbose_name_plural': 'innloggingsleverandører',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-post')),
                ('name', models.CharField(max_length=160, verbose_name='navn')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('role', models.CharField(max_length=40, verbose_name='rolle')),
                ('branch', models.UUIDField(null=True)),
                ('until', models.DateField(null=True, verbose_name='til og med')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='hvorfor')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'invitasjon',
                'ordering': ['-invited_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('email', 'organization'), name='invitation_waits_once'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_says_who_accepted')],
            },
        ),
        migrations.CreateModel(
            name='Grace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_step_grace', to=settings.AUTH_USER_MODEL)),
                ('since', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'frist for to-trinn',
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identities', to='access.provider')),
                ('subject', models.CharField(max_length=255)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to=settings.AUTH_USER_MODEL)),
                ('linked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'identitet',
                'constraints': [models.UniqueConstraint(fields=('provider', 'subject'), name='identity_is_one_person'), models.UniqueConstraint(fields=('provider', 'user'), name='identity_once_a_provider')],
            },
        ),
        migrations.CreateModel(
            name='InvitationLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='access.invitation')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'lenke i invitasjon',
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ('method', models.CharField(choices=[('password', 'passord'), ('password_and_code', 'passord og kode'), ('password_and_recovery', 'passord og gjenopprettingskode'), ('provider', 'virksomhetens innlogging')], max_length=30, verbose_name='måte')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.provider')),
                ('device', models.CharField(blank=True, max_length=120, verbose_name='enhet')),
                ('started_at', models.DateTimeField(verbose_name='startet')),
                ('seen_at', models.DateTimeField(verbose_name='sist sett')),
                ('must_set_up_by', models.DateTimeField(blank=True, null=True, verbose_name='to-trinn innen')),
            ],
            options={
                'verbose_name': 'åpen innlogging',
                'ordering': ['-seen_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('method', 'provider'), ('provider__isnull', False)), models.Q(models.Q(('method', 'provider'), _negated=True), ('provider__isnull', True)), _connector='OR'), name='sign_in_names_its_provider')],
            },
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
            ],
            options={
                'verbose_name': 'autentiseringsapp',
                'proxy': True,
            },
            bases=('otp_totp.totpdevice',),
        ),
    ]
