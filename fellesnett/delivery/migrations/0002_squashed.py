import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('delivery', '0015_form_in_steps_and_recalls_by_index'),
    ]

    dependencies = [
        ('delivery', '0001_squashed'),
        ('national', '0001_squashed'),
        ('national', '0002_squashed'),
        ('organizations', '0001_squashed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=20)),
                ('subject', models.CharField(blank=True, default='', max_length=80)),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.topic')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.site')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.place')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk'), ('se', 'nordsamisk'), ('smj', 'lulesamisk'), ('sma', 'sørsamisk'), ('en', 'engelsk')], max_length=3)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='national.edition')),
                ('version', models.PositiveIntegerField(default=0)),
                ('seq', models.BigIntegerField(db_index=True, default=0)),
                ('document', models.TextField(default='')),
                ('content_hash', models.CharField(default='', max_length=80)),
                ('packed', models.BinaryField(default=b'')),
                ('etag', models.CharField(default='', editable=False, max_length=32)),
                ('first_published', models.DateTimeField()),
                ('changed', models.DateTimeField()),
                ('modified', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'levert tekst',
                'verbose_name_plural': 'leverte tekster',
                'indexes': [models.Index(fields=['type', 'language'], name='delivered_item_type'), models.Index(fields=['language'], name='delivered_item_language')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('site__isnull', True)), fields=('topic', 'language'), name='delivered_national_item_unique'), models.UniqueConstraint(condition=models.Q(('place__isnull', True), ('site__isnull', False)), fields=('topic', 'site', 'language'), name='delivered_site_item_unique'), models.UniqueConstraint(condition=models.Q(('place__isnull', False), ('site__isnull', False)), fields=('topic', 'site', 'place', 'language'), name='delivered_place_item_unique'), models.UniqueConstraint(condition=models.Q(('subject', ''), _negated=True), fields=('subject',), name='delivered_record_unique'), models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('subject', ''), ('topic__isnull', False)), models.Q(models.Q(('subject', ''), _negated=True), ('edition__isnull', True), ('topic__isnull', True)), _connector='OR'), name='delivered_is_a_text_or_a_record'), models.CheckConstraint(condition=models.Q(('place__isnull', True), ('site__isnull', False), _connector='OR'), name='delivered_place_is_a_sites'), models.CheckConstraint(condition=models.Q(('gone_at__isnull', True), ('document', ''), _connector='OR'), name='gone_item_keeps_no_text')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='delivery.item')),
                ('word', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word', 'item'), name='delivered_word_once')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='delivery.item')),
                ('number', models.PositiveIntegerField()),
                ('document', models.TextField()),
                ('at', models.DateTimeField()),
                ('significant', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='delivered_version_unique')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='delivery.item')),
                ('kind', models.CharField(choices=[('published', 'publisert'), ('updated', 'endret'), ('deleted', 'tatt bort')], max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('significant', models.BooleanField()),
                ('recall', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=255)),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.item')),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner_before', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['seq'],
                'indexes': [models.Index(fields=['item', 'seq'], name='delivered_change_item'), models.Index(fields=['owner', 'seq'], name='delivered_change_owner'), models.Index(condition=models.Q(('owner_before__isnull', False)), fields=['owner_before', 'seq'], name='delivered_change_lost'), models.Index(condition=models.Q(('recall', True)), fields=['seq'], name='delivered_change_recall')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='delivery.subscription')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='delivery.change')),
                ('told_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'kvittering',
                'verbose_name_plural': 'kvitteringer',
                'constraints': [models.UniqueConstraint(fields=('subscription', 'change'), name='receipt_once')],
            },
        ),
    ]
