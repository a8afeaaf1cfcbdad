import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('codes', '0001_initial'),
        ('codes', '0002_term_source_code'),
        ('codes', '0003_what_stands_beside_codes'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CodeSystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='nøkkel')),
                ('name', models.CharField(max_length=160, verbose_name='navn')),
                ('oid', models.CharField(blank=True, max_length=120)),
                ('url', models.CharField(blank=True, max_length=255)),
                ('publisher', models.CharField(blank=True, max_length=160, verbose_name='utgiver')),
                ('licence', models.CharField(blank=True, max_length=255, verbose_name='lisens')),
            ],
            options={
                'verbose_name': 'kodeverk',
                'verbose_name_plural': 'kodeverk',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='codes.codesystem')),
                ('version', models.CharField(max_length=40, verbose_name='versjon')),
                ('valid_from', models.DateField(verbose_name='gyldig fra')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='gyldig til')),
                ('imported_at', models.DateTimeField()),
                ('source_hash', models.CharField(max_length=80)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'utgivelse',
                'verbose_name_plural': 'utgivelser',
                'constraints': [models.UniqueConstraint(fields=('system', 'version'), name='release_version_unique'), models.UniqueConstraint(fields=('system', 'valid_from'), name='release_start_unique'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='release_validity')],
            },
        ),
        migrations.CreateModel(
            name='Replacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replacements', to='codes.codesystem')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('display', models.CharField(blank=True, max_length=500, verbose_name='tekst')),
                ('replaced_by', models.CharField(max_length=20, verbose_name='erstattet av')),
                ('since', models.DateField(verbose_name='fra')),
            ],
            options={
                'verbose_name': 'erstatning',
                'verbose_name_plural': 'erstatninger',
                'constraints': [models.UniqueConstraint(fields=('system', 'code', 'replaced_by', 'since'), name='replacement_unique')],
            },
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='maps_from', to='codes.codesystem')),
                ('code', models.CharField(max_length=20)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='maps_to', to='codes.codesystem')),
                ('target_code', models.CharField(max_length=20)),
                ('equivalence', models.CharField(choices=[('equivalent', 'det samme'), ('wider', 'videre'), ('narrower', 'snevrere'), ('inexact', 'omtrent det samme'), ('relatedto', 'henger sammen')], default='relatedto', max_length=12)),
            ],
            options={
                'verbose_name': 'kobling',
                'verbose_name_plural': 'koblinger',
                'indexes': [models.Index(fields=['target', 'target_code'], name='mapping_backwards')],
                'constraints': [models.UniqueConstraint(fields=('source', 'code', 'target', 'target_code'), name='mapping_unique')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=255)),
                ('folded', models.CharField(db_index=True, default='', editable=False, max_length=255)),
                ('language', models.CharField(default='nb', max_length=3)),
                ('source_code', models.CharField(blank=True, max_length=20)),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='codes.codesystem')),
                ('code', models.CharField(max_length=20)),
            ],
            options={
                'indexes': [models.Index(fields=['source_code', 'system'], name='term_source_code')],
                'constraints': [models.UniqueConstraint(fields=('system', 'code', 'language', 'term', 'source_code'), name='term_unique')],
            },
        ),
        migrations.CreateModel(
            name='Concept',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concepts', to='codes.release')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('display', models.CharField(blank=True, max_length=500, verbose_name='tekst')),
                ('parent_code', models.CharField(blank=True, max_length=20)),
                ('kind', models.CharField(choices=[('code', 'kode'), ('category', 'kategori'), ('block', 'blokk')], default='code', max_length=10, verbose_name='slag')),
            ],
            options={
                'verbose_name': 'kode',
                'verbose_name_plural': 'koder',
                'indexes': [models.Index(fields=['code'], name='concept_code')],
                'constraints': [models.UniqueConstraint(fields=('release', 'code'), name='concept_unique_in_release')],
            },
        ),
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('concept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='designations', to='codes.concept')),
                ('language', models.CharField(max_length=3)),
                ('text', models.CharField(max_length=500, verbose_name='tekst')),
            ],
            options={
                'verbose_name': 'benevnelse',
                'verbose_name_plural': 'benevnelser',
                'constraints': [models.UniqueConstraint(fields=('concept', 'language'), name='designation_once_a_language')],
            },
        ),
    ]
