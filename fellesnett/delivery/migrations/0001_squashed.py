import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('delivery', '0001_initial'),
        ('delivery', '0002_feed_form'),
        ('delivery', '0003_records'),
        ('delivery', '0004_telling'),
        ('delivery', '0005_services'),
        ('delivery', '0006_ready_bytes'),
        ('delivery', '0007_pack_what_is_there'),
        ('delivery', '0008_consumers_subscribe'),
        ('delivery', '0009_owners'),
        ('delivery', '0010_know_owners'),
        ('delivery', '0011_waiting_after'),
        ('delivery', '0012_words'),
        ('delivery', '0013_words_of_what_is_there'),
        ('delivery', '0014_find_items_by_type_and_language'),
    ]

    dependencies = [
        ('organizations', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consumer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='navn')),
                ('contact_name', models.CharField(max_length=160, verbose_name='kontaktperson')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='kontaktens e-post')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk')], default='nb', max_length=2, verbose_name='språk i brev')),
                ('described_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('described_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'mottaker',
                'verbose_name_plural': 'mottakere',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FeedHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('event', models.BigIntegerField(default=0)),
                ('seq', models.BigIntegerField(default=0)),
                ('form', models.PositiveSmallIntegerField(default=0)),
                ('form_at', models.CharField(blank=True, default='', max_length=300)),
                ('waiting_on', models.DateField(null=True)),
                ('waiting_after', models.UUIDField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_feed_head')],
            },
        ),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consumer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='delivery.consumer')),
                ('hint', models.CharField(max_length=12, verbose_name='begynner med')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('limit', models.PositiveIntegerField(verbose_name='spørringer i minuttet')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('last_used', models.DateField(null=True, verbose_name='sist brukt')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'nøkkel',
                'verbose_name_plural': 'nøkler',
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='key_says_who_revoked_it')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('consumer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subscriptions', to='delivery.consumer')),
                ('url', models.CharField(max_length=500, verbose_name='adresse')),
                ('only', models.CharField(choices=[('all', 'alle endringer'), ('safety', 'sikkerhetsendringer og tilbaketrekkinger'), ('withdrawals', 'tekster som tas bort')], default='all', max_length=12, verbose_name='hvilke endringer')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.site')),
                ('language', models.CharField(blank=True, choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3, verbose_name='språk')),
                ('codes', models.JSONField(default=list, verbose_name='koder')),
                ('secret', models.CharField(max_length=200)),
                ('earlier_secret', models.CharField(blank=True, max_length=200)),
                ('earlier_until', models.DateTimeField(null=True)),
                ('seq', models.BigIntegerField()),
                ('recall_seq', models.BigIntegerField()),
                ('failing_since', models.DateTimeField(null=True)),
                ('resting_until', models.DateTimeField(null=True)),
                ('leased_until', models.DateTimeField(null=True)),
                ('off_at', models.DateTimeField(null=True)),
                ('off_because', models.CharField(blank=True, choices=[('by_hand', 'slått av her'), ('by_owner', 'slått av av mottakeren selv'), ('ended', 'slettet av mottakeren selv'), ('gone', 'adressen svarte at den ikke finnes mer (410)'), ('failing', 'adressen har ikke tatt imot på flere dager')], max_length=10)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.key')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'abonnement',
                'verbose_name_plural': 'abonnementer',
                'ordering': ['made_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('off_at__isnull', True), ('off_because', '')), models.Q(('off_at__isnull', False), models.Q(('off_because', ''), _negated=True)), _connector='OR'), name='subscription_off_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('earlier_secret', ''), ('earlier_until__isnull', True)), models.Q(models.Q(('earlier_secret', ''), _negated=True), ('earlier_until__isnull', False)), _connector='OR'), name='subscription_earlier_secret_ends'), models.CheckConstraint(condition=models.Q(models.Q(('made_by__isnull', True), ('made_with__isnull', False)), models.Q(('made_by__isnull', False), ('made_with__isnull', True)), _connector='OR'), name='subscription_has_one_maker')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='delivery.subscription')),
                ('kind', models.CharField(max_length=40, verbose_name='type')),
                ('recall', models.BooleanField()),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('body', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('tries', models.JSONField(default=list)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('given_up_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'levering',
                'verbose_name_plural': 'leveringer',
                'ordering': ['-made_at', '-first'],
                'indexes': [models.Index(condition=models.Q(('delivered_at__isnull', True), ('given_up_at__isnull', True)), fields=['subscription', 'next_try_at'], name='delivery_waits')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'test'), _negated=True), fields=('subscription', 'recall', 'first'), name='delivery_tells_once'), models.CheckConstraint(condition=models.Q(('delivered_at__isnull', True), ('given_up_at__isnull', True), _connector='OR'), name='delivery_has_one_end')],
            },
        ),
    ]
