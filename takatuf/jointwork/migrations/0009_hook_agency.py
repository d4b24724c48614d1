"""A signed call is put down under the agency whose system made it, and under no other."""

from django.db import migrations

_BEFORE = "(SELECT house.actor_kind()) = 'guest' AND (SELECT house.guest_way()) = 'webhook'"
_NOW = f"{_BEFORE} AND agency_id = (SELECT house.guest_agency())"


class Migration(migrations.Migration):
    dependencies = [("jointwork", "0008_look_up_steps")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY jointwork_hookcall_functions ON jointwork_hookcall FOR SELECT TO owner USING (true);
            -- To whose system the referral was told, to which the open door of who acts leads.
            CREATE FUNCTION house.guest_agency() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
              $$ SELECT told.agency_id FROM public.jointwork_answerlink AS door
                   JOIN public.jointwork_hookcall AS told ON told.referral_id = door.referral_id
                 WHERE (SELECT house.actor_kind()) = 'guest' AND door.id = (SELECT house.actor_id()) AND door.ended_at IS NULL
                 ORDER BY told.queued_at DESC LIMIT 1 $$;
            GRANT EXECUTE ON FUNCTION house.guest_agency() TO app;
            ALTER POLICY jointwork_hookanswer_insert ON jointwork_hookanswer WITH CHECK ({_NOW});
            """,
            f"""
            ALTER POLICY jointwork_hookanswer_insert ON jointwork_hookanswer WITH CHECK ({_BEFORE});
            DROP FUNCTION house.guest_agency(); DROP POLICY jointwork_hookcall_functions ON jointwork_hookcall;
            """,
        ),
    ]
