import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('participation', '0001_initial'),
    ]

    dependencies = [
        ('codes', '0001_squashed'),
        ('national', '0001_squashed'),
        ('organizations', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='organizations.site')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ordered_at', models.DateTimeField(verbose_name='bestilt')),
                ('kind', models.CharField(choices=[('treatment', 'behandling'), ('examination', 'undersøkelse'), ('condition', 'sykdom'), ('support_article', 'støtteartikkel')], max_length=20, verbose_name='type')),
                ('title', models.CharField(max_length=200, verbose_name='tittel')),
                ('synonyms', models.JSONField(blank=True, default=list, verbose_name='andre ord')),
                ('reason', models.TextField(verbose_name='hvem trenger teksten, og hvorfor')),
                ('despite', models.TextField(blank=True, verbose_name='hvorfor det som finnes ikke dekker behovet')),
                ('unit', models.CharField(blank=True, max_length=160, verbose_name='foreslått fagmiljø')),
                ('owner_wish', models.CharField(blank=True, max_length=160, verbose_name='foreslått fagansvarlig')),
                ('languages', models.JSONField(default=list, verbose_name='språk')),
                ('wanted_by', models.DateField(blank=True, null=True, verbose_name='ønskes ferdig')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='participation.order')),
                ('changes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.topic')),
                ('state', models.CharField(choices=[('received', 'mottatt'), ('assigned', 'fordelt'), ('writing', 'skrives'), ('signed', 'faglig godkjent'), ('hearing', 'på høring'), ('decided', 'besluttet'), ('released', 'sluppet'), ('declined', 'avslått'), ('merged', 'løst med et tema som finnes')], default='received', max_length=10, verbose_name='tilstand')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='national.topic')),
                ('writer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assigned_at', models.DateTimeField(blank=True, null=True)),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='frist for utkastet')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.TextField(blank=True, verbose_name='begrunnelse')),
            ],
            options={
                'verbose_name': 'bestilling',
                'verbose_name_plural': 'bestillinger',
                'ordering': ['-ordered_at', '-pk'],
                'indexes': [models.Index(fields=['site', 'state'], name='order_site'), models.Index(fields=['topic', 'state'], name='order_topic')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ('released', 'declined', 'merged'))), models.Q(models.Q(('state__in', ('released', 'declined', 'merged')), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='order_end_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'merged']), _negated=True), models.Q(('closed_reason', ''), _negated=True), _connector='OR'), name='order_refused_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('assigned', 'writing', 'signed', 'hearing', 'decided')), _negated=True), models.Q(('assigned_at__isnull', False), ('deadline__isnull', False), ('topic__isnull', False), ('writer__isnull', False)), _connector='OR'), name='order_under_way_is_assigned'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['released', 'merged']), _negated=True), ('topic__isnull', False), _connector='OR'), name='order_fulfilled_names_the_topic')],
            },
        ),
        migrations.CreateModel(
            name='OrderCoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='codes.codesystem')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('display', models.CharField(blank=True, max_length=500, verbose_name='tekst')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='gyldig fra')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='gyldig til')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='participation.order')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='ordercoding_validity'), models.UniqueConstraint(fields=('order', 'system', 'code'), name='order_coding_unique')],
            },
        ),
        migrations.CreateModel(
            name='OrderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='participation.order')),
                ('state', models.CharField(choices=[('received', 'mottatt'), ('assigned', 'fordelt'), ('writing', 'skrives'), ('signed', 'faglig godkjent'), ('hearing', 'på høring'), ('decided', 'besluttet'), ('released', 'sluppet'), ('declined', 'avslått'), ('merged', 'løst med et tema som finnes')], max_length=10)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'steg',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Backing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backings', to='participation.order')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.site')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'støtte til en bestilling',
                'constraints': [models.UniqueConstraint(fields=('order', 'site'), name='backing_once_a_site')],
            },
        ),
    ]
