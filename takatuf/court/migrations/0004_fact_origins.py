from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('court', '0003_need_to_know'),
    ]

    operations = [
        migrations.AddField(
            model_name='factsource',
            name='source_sha256',
            field=models.CharField(blank=True, db_comment='Of the exhibit when the fact was taken from it', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='factsource',
            name='source_kind',
            field=models.CharField(choices=[('report', 'Report'), ('interview', 'Interview'), ('visit', 'Visit'), ('assessment', 'Assessment'), ('record', 'Record of an agency'), ('expert', 'Expert'), ('provider', 'Statement of the provider'), ('plan', 'Plan of protection'), ('chronology', 'Joint chronology'), ('exhibit', 'Exhibit')], max_length=20),
        ),
        migrations.AlterField(
            model_name='submission',
            name='kind',
            field=models.CharField(choices=[('main', 'Submission'), ('supplement', 'Supplement'), ('correction', 'Correction'), ('urgent', 'Urgent application')], default='main', max_length=20),
        ),
    ]
