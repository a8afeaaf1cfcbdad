import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_digest_and_leaving'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-post')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='fornavn')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='etternavn')),
                ('title', models.CharField(blank=True, max_length=150, verbose_name='stilling')),
                ('language', models.CharField(choices=[('nb', 'bokmål'), ('nn', 'nynorsk')], default='nb', max_length=3, verbose_name='språk')),
                ('digest', models.CharField(choices=[('daily', 'hver dag det er noe nytt'), ('weekly', 'en gang i uken'), ('none', 'aldri')], default='daily', max_length=6, verbose_name='e-post om det som venter')),
                ('leaves_on', models.DateField(blank=True, null=True, verbose_name='slutter')),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True, verbose_name='aktiv')),
                ('is_demonstration', models.BooleanField(default=False)),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'bruker',
                'verbose_name_plural': 'brukere',
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower')],
            },
        ),
    ]
