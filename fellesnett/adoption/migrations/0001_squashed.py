import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('adoption', '0001_initial'),
        ('adoption', '0002_fills_from_places'),
        ('adoption', '0003_hand_over'),
    ]

    dependencies = [
        ('national', '0001_squashed'),
        ('organizations', '0001_squashed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SitePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='policy', to='organizations.site')),
                ('consent_editorial', models.BooleanField(default=False, verbose_name='språklige endringer kan gå rett ut')),
                ('take_clean_after_30_days', models.BooleanField(default=False, verbose_name='rene faglige endringer tas etter 30 dager')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'stående samtykke',
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='national.topic')),
                ('key', models.SlugField(max_length=120, verbose_name='nøkkel')),
                ('name', models.CharField(max_length=160, verbose_name='navn')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='organizations.organization')),
            ],
            options={
                'verbose_name': 'variant',
                'verbose_name_plural': 'varianter',
                'constraints': [models.UniqueConstraint(fields=('topic', 'name'), name='variant_name_unique'), models.UniqueConstraint(fields=('topic', 'key'), name='variant_key_unique')],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='organizations.site')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='national.topic')),
                ('answer', models.CharField(choices=[('undecided', 'ikke besvart'), ('not_offered', 'tilbys ikke her'), ('own_page', 'egen side'), ('adopted', 'i bruk'), ('withdrawn', 'tatt ned')], default='undecided', max_length=12, verbose_name='svar')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, verbose_name='begrunnelse')),
                ('variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='adoption.variant')),
                ('unit', models.CharField(blank=True, max_length=160, verbose_name='ansvarlig enhet')),
                ('clinical_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('short_code', models.CharField(max_length=12, unique=True, verbose_name='kortadresse')),
                ('version', models.PositiveIntegerField(default=0)),
                ('offered_at', models.ManyToManyField(blank=True, related_name='+', to='organizations.site', verbose_name='tilbys i stedet ved')),
                ('places', models.ManyToManyField(blank=True, related_name='+', to='organizations.place', verbose_name='steder')),
            ],
            options={
                'verbose_name': 'lokal bruk',
                'verbose_name_plural': 'lokal bruk',
                'indexes': [models.Index(fields=['topic', 'answer'], name='adoption_topic_answer')],
                'constraints': [models.UniqueConstraint(fields=('site', 'topic'), name='adoption_unique'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='adoption_answer_says_who_and_when')],
            },
        ),
    ]
