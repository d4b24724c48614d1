"""Every look at a submission is the looker's own agency's to know, also that of the agency that filed it."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION house.reads_apart(record uuid, agency uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT house.reaches(record, ARRAY['read', 'write', 'lead']) AND (house.is_court(agency)
       OR EXISTS (SELECT 1 FROM public.agencies_record AS r WHERE r.id = record AND r.kind = 'submission')) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("court", "0008_follow_up")]

    operations = [migrations.RunSQL(_FUNCTION, migrations.RunSQL.noop)]
