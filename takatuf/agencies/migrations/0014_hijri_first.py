"""Which calendar stands first on the pages of a worker; each changes the own row and that column alone."""

from django.db import migrations, models

CHOOSE = """
CREATE FUNCTION house.choose_calendar(hijri_first boolean) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE public.agencies_worker AS own SET hijri_first = choose_calendar.hijri_first
    WHERE own.id = (SELECT house.actor_id()) AND own.is_active AND (SELECT house.actor_kind()) = 'worker';
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only staff choose the calendar of their pages.';
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION house.choose_calendar(boolean) TO app;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0013_sealed_passwords")]

    operations = [
        migrations.AddField(
            model_name="worker",
            name="hijri_first",
            field=models.BooleanField(
                db_comment="The own choice: the Hijri day first, then the Gregorian one", default=False
            ),
        ),
        migrations.RunSQL(CHOOSE, "DROP FUNCTION house.choose_calendar(boolean)"),
    ]
