from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0011_recommendation_records'),
        ('court', '0010_link_reviews'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='call',
            field=models.BinaryField(db_comment='Sealed JSON: with whom, and what was said', null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='called_at',
            field=models.DateTimeField(db_comment='When the court was called before an urgent application', null=True),
        ),
        migrations.AddField(
            model_name='submissiondocument',
            name='first_page',
            field=models.PositiveIntegerField(db_comment='As it is printed; a supplement goes on', default=1),
        ),
        migrations.AddField(
            model_name='submissiondocument',
            name='last_page',
            field=models.PositiveIntegerField(db_comment='As it is printed', default=1),
        ),
        # A hash of the material names it: it is sealed, and nothing was kept before.
        migrations.RemoveField(model_name='factsource', name='source_sha256'),
        migrations.AddField(
            model_name='factsource',
            name='source_sha256',
            field=models.BinaryField(db_comment="Sealed: the exhibit's hash when the fact was taken from it", null=True),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('called_at__isnull', True), ('kind', 'urgent'), ('signed_at__isnull', False), _negated=True), name='court_submission_called', violation_error_message='The court is called before an urgent application is signed.'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call__isnull', True), ('called_at__isnull', True)), models.Q(('call__isnull', False), ('called_at__isnull', False), ('kind', 'urgent')), _connector='OR'), name='court_submission_call', violation_error_message='A call has a time and words, and only an urgent application has one.'),
        ),
        migrations.AddConstraint(
            model_name='submissiondocument',
            constraint=models.CheckConstraint(condition=models.Q(('first_page__gte', 1), ('last_page__gte', models.F('first_page'))), name='court_document_pages', violation_error_message='A document ends on the page on which it begins, or after it.'),
        ),
    ]
