import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('partners', '0001_partners'),
    ]

    dependencies = [
        ('organizations', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partner', to='organizations.organization', verbose_name='virksomhet')),
                ('contact_name', models.CharField(max_length=160, verbose_name='kontaktperson')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='kontaktens e-post')),
                ('described_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('described_at', models.DateTimeField()),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='avsluttet')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partnere',
                'ordering': ['organization__name'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='partner_end_says_who_and_when')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='partners.partner')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='organizations.site')),
                ('content', models.BooleanField(verbose_name='lokale deler av tekster')),
                ('places', models.BooleanField(verbose_name='steder')),
                ('services', models.BooleanField(default=False, verbose_name='tjenester')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_at', models.DateTimeField()),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'lov til å levere',
                'ordering': ['site__name', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_at__isnull', True)), fields=('partner', 'site'), name='one_standing_leave'), models.CheckConstraint(condition=models.Q(('content', True), ('places', True), ('services', True), _connector='OR'), name='leave_is_for_something'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at__isnull', True), ('taken_by__isnull', True)), models.Q(('taken_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='leave_taken_says_who_and_when')],
            },
        ),
    ]
