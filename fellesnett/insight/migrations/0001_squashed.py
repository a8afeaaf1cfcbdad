import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('insight', '0001_initial'),
        ('insight', '0002_views'),
    ]

    dependencies = [
        ('editorial', '0001_squashed'),
        ('organizations', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.site')),
                ('path', models.CharField(max_length=300, verbose_name='side')),
                ('title', models.CharField(max_length=255, verbose_name='sidens tittel')),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3, verbose_name='språk')),
                ('found', models.CharField(choices=[('yes', 'ja'), ('partly', 'delvis'), ('no', 'nei')], max_length=10, verbose_name='fant det de lette etter')),
                ('text', models.TextField(blank=True, verbose_name='tekst')),
                ('stripped', models.JSONField(default=dict, verbose_name='fjernet')),
                ('snapshot', models.CharField(blank=True, max_length=80)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='editorial.openitem')),
                ('at', models.DateTimeField(verbose_name='tidspunkt')),
            ],
            options={
                'verbose_name': 'tilbakemelding',
                'verbose_name_plural': 'tilbakemeldinger',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['site', 'path', 'at'], name='feedback_page'), models.Index(fields=['at'], name='feedback_retention')],
            },
        ),
        migrations.CreateModel(
            name='FeedbackMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.site')),
                ('path', models.CharField(max_length=300, verbose_name='side')),
                ('month', models.DateField(verbose_name='måned')),
                ('yes', models.PositiveIntegerField(default=0)),
                ('partly', models.PositiveIntegerField(default=0)),
                ('no', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'svar i en måned',
                'constraints': [models.UniqueConstraint(fields=('site', 'path', 'month'), name='feedback_month_once')],
            },
        ),
        migrations.CreateModel(
            name='ViewDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.site')),
                ('path', models.CharField(max_length=300, verbose_name='side')),
                ('day', models.DateField(verbose_name='dag')),
                ('views', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'visninger på en dag',
                'indexes': [models.Index(fields=['path', 'day'], name='view_day_path')],
                'constraints': [models.UniqueConstraint(fields=('site', 'path', 'day'), name='view_day_once')],
            },
        ),
    ]
