-- Which records belong to a case: the finder passes row security and reads ids alone.
GRANT SELECT (record_id, report_record_id, report_id) ON casework_casereport TO finder;
GRANT SELECT (record_id, person_record_id) ON casework_caserole TO finder;
GRANT SELECT (case_record_id, record_id) ON jointwork_referral, jointwork_step TO finder;
GRANT SELECT (report_id, record_id) ON intake_mailbox, intake_reportercontact TO finder;
GRANT SELECT (id, code, record_id, lead_id) ON casework_case TO finder;
GRANT SELECT (case_record_id, record_id) ON jointwork_opening, jointwork_lock TO finder;
GRANT USAGE ON SCHEMA house TO finder;
CREATE OR REPLACE FUNCTION house.records_of(root uuid) RETURNS TABLE (record_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT root
  UNION SELECT c.report_record_id FROM public.casework_casereport AS c WHERE c.record_id = root
  UNION SELECT m.record_id FROM public.casework_casereport AS c JOIN public.intake_mailbox AS m ON m.report_id = c.report_id WHERE c.record_id = root
  UNION SELECT k.record_id FROM public.casework_casereport AS c JOIN public.intake_reportercontact AS k ON k.report_id = c.report_id WHERE c.record_id = root
  UNION SELECT p.person_record_id FROM public.casework_caserole AS p WHERE p.record_id = root
  UNION SELECT r.record_id FROM public.jointwork_referral AS r WHERE r.case_record_id = root
  UNION SELECT s.record_id FROM public.jointwork_step AS s WHERE s.case_record_id = root
  UNION SELECT o.record_id FROM public.jointwork_opening AS o WHERE o.case_record_id = root
  UNION SELECT l.record_id FROM public.jointwork_lock AS l WHERE l.case_record_id = root $$;
CREATE FUNCTION house.case_of_code(wanted text) RETURNS TABLE (case_id uuid, record_id uuid, lead_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT c.id, c.record_id, c.lead_id FROM public.casework_case AS c WHERE c.code = wanted $$;
CREATE FUNCTION house.code_of_case(wanted uuid) RETURNS TABLE (case_id uuid, code text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT c.id, c.code::text FROM public.casework_case AS c WHERE c.record_id = wanted $$;
CREATE OR REPLACE FUNCTION house.leader_of(root uuid) RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT c.lead_id FROM public.casework_case AS c WHERE c.record_id = root $$;
REVOKE EXECUTE ON FUNCTION house.records_of(uuid), house.case_of_code(text), house.code_of_case(uuid) FROM PUBLIC, app, keeper;
SET ROLE NONE;
ALTER FUNCTION house.records_of(uuid) OWNER TO finder;
ALTER FUNCTION house.leader_of(uuid) OWNER TO finder;
ALTER FUNCTION house.case_of_code(text) OWNER TO finder;
ALTER FUNCTION house.code_of_case(uuid) OWNER TO finder;
-- After the change of hands: what the owner was granted before goes with it.
GRANT EXECUTE ON FUNCTION house.records_of(uuid), house.leader_of(uuid), house.case_of_code(text), house.code_of_case(uuid) TO owner;
SET ROLE owner;

-- What is added to a guarded case follows it, whoever adds it. Arguments: the column of the case's record, and of the child's.
CREATE FUNCTION house.follow_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  one record;
BEGIN
  FOR one IN EXECUTE format('SELECT DISTINCT a.%1$I AS root, a.%2$I AS child FROM added AS a WHERE a.%1$I <> a.%2$I AND
      (EXISTS (SELECT 1 FROM public.agencies_guard AS g WHERE g.record_id = a.%1$I)
        OR EXISTS (SELECT 1 FROM public.agencies_denial AS d WHERE d.record_id = a.%1$I))', TG_ARGV[0], TG_ARGV[1])
  LOOP
    PERFORM house.follow(one.root, one.child);
  END LOOP;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION house.follow_case() FROM PUBLIC, app, keeper;
CREATE TRIGGER casework_casereport_follows AFTER INSERT ON casework_casereport REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('record_id', 'report_record_id');
CREATE TRIGGER casework_caserole_follows AFTER INSERT ON casework_caserole REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('record_id', 'person_record_id');
CREATE TRIGGER jointwork_referral_follows AFTER INSERT ON jointwork_referral REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('case_record_id', 'record_id');
CREATE TRIGGER jointwork_step_follows AFTER INSERT ON jointwork_step REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.follow_case('case_record_id', 'record_id');

-- Opening a case with a reason. A code that is not there, a case that the worker is kept from, and a locked one without danger
-- to life answer alike: no row. What opens is to be read, for hours, by this worker alone; the leading agency gets the record
-- on which the reason stands, and reviews it.
CREATE FUNCTION house.break_glass(wanted text, hours integer, danger boolean, opening uuid, at timestamptz)
  RETURNS TABLE (case_id uuid, case_record_id uuid, lead_id uuid, until timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
  me uuid := house.actor_id();
  mine uuid := house.actor_agency();
  ends timestamptz := now() + make_interval(hours => hours);
  found record;
BEGIN
  IF house.actor_kind() IS DISTINCT FROM 'worker' OR hours NOT BETWEEN 1 AND 24 THEN
    RAISE insufficient_privilege USING MESSAGE = 'A worker opens a case for one hour to a day.';
  END IF;
  SELECT * INTO found FROM house.case_of_code(wanted) AS c;
  IF found.record_id IS NULL OR house.reaches(found.record_id, ARRAY['read', 'write', 'lead'])
    OR EXISTS (SELECT 1 FROM public.agencies_denial AS d WHERE d.worker_id = me AND d.record_id = found.record_id
      AND d.lifted_at IS NULL AND (d.until IS NULL OR d.until > now()))
    OR (NOT danger AND EXISTS (SELECT 1 FROM public.agencies_guard AS g WHERE g.record_id = found.record_id AND g.locked)) THEN
    RETURN;
  END IF;
  INSERT INTO public.agencies_access AS old (id, record_id, agency_id, worker_id, level, granted_at, until, paused)
    SELECT gen_random_uuid(), part.record_id, mine, me, 'read', at, ends, false
    FROM house.records_of(found.record_id) AS part JOIN public.agencies_record AS r ON r.id = part.record_id
    WHERE r.kind IN ('case', 'person', 'report', 'step', 'referral')
    ON CONFLICT ON CONSTRAINT agencies_access_once DO UPDATE SET level = 'read', until = excluded.until, paused = false;
  INSERT INTO public.agencies_record (id, kind, opened_at) VALUES (opening, 'opening', at);
  INSERT INTO public.agencies_access (id, record_id, agency_id, worker_id, level, granted_at, until, paused)
    VALUES (gen_random_uuid(), opening, found.lead_id, NULL, 'lead', at, NULL, false),
           (gen_random_uuid(), opening, mine, me, 'write', at, ends, false);
  PERFORM house.follow(found.record_id, opening);
  RETURN QUERY SELECT found.case_id, found.record_id, found.lead_id, ends;
END $$;

-- Each look at a locked case stands in the queue of the agency that reviews it.
CREATE POLICY jointwork_lock_functions ON jointwork_lock FOR SELECT TO owner USING (true);
CREATE POLICY jointwork_lookreview_functions ON jointwork_lookreview TO owner USING (true) WITH CHECK (true);
CREATE FUNCTION house.queue_looks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO public.jointwork_lookreview (id, record_id, lock_id, worker_id, agency_id, what, looked_at)
    SELECT gen_random_uuid(), l.record_id, l.id, a.worker_id, a.agency_id, a.what, a.at
    FROM added AS a JOIN public.agencies_guard AS g ON g.record_id = a.record_id AND g.locked
    JOIN public.jointwork_lock AS l ON l.case_record_id = g.root_id AND l.lifted_at IS NULL;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION house.queue_looks() FROM PUBLIC, app, keeper;
CREATE TRIGGER agencies_disclosure_queue AFTER INSERT ON agencies_disclosure REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION house.queue_looks();
REVOKE INSERT ON jointwork_lookreview FROM app;

-- Who may add to a case without reading it: which cases these are, and nothing of them but the code.
CREATE FUNCTION house.contributes(record uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT (SELECT house.actor_kind()) = 'worker' AND house.reaches(record, ARRAY['contribute', 'write', 'lead']) $$;
CREATE FUNCTION house.contributes_to() RETURNS TABLE (case_id uuid, record_id uuid, code text, until timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT c.case_id, a.record_id, c.code, a.until FROM public.agencies_access AS a, house.code_of_case(a.record_id) AS c
     WHERE a.level = 'contribute' AND a.agency_id = (SELECT house.actor_agency()) AND (a.worker_id IS NULL OR a.worker_id = (SELECT house.actor_id()))
       AND (a.until IS NULL OR a.until > now()) AND NOT a.paused AND a.record_id <> ALL ((SELECT house.kept_from())::uuid[]) $$;
GRANT EXECUTE ON FUNCTION house.break_glass(text, integer, boolean, uuid, timestamptz), house.contributes(uuid), house.contributes_to() TO app;

-- Notices go by agency: what is hidden from a worker is hidden here too.
DROP POLICY clocks_notice_select ON clocks_notice;
CREATE POLICY clocks_notice_select ON clocks_notice FOR SELECT TO app USING (
  agency_id = (SELECT house.actor_agency()) AND record_id <> ALL ((SELECT house.hidden())::uuid[]));
DROP POLICY clocks_notice_update ON clocks_notice;
CREATE POLICY clocks_notice_update ON clocks_notice FOR UPDATE TO app
  USING (agency_id = (SELECT house.actor_agency()) AND record_id <> ALL ((SELECT house.hidden())::uuid[]))
  WITH CHECK (agency_id = (SELECT house.actor_agency()));

-- A reporter's contact does not open to who is kept from the report, whoever agreed.
CREATE OR REPLACE FUNCTION house.contacts_of(report uuid) RETURNS TABLE (given_at timestamptz, ended_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT kept.given_at, kept.ended_at FROM public.intake_reportercontact AS kept
     JOIN public.intake_report AS told ON told.id = kept.report_id
     WHERE kept.report_id = report AND (SELECT house.actor_kind()) = 'worker'
       AND house.reaches(told.record_id, ARRAY['write', 'lead']) ORDER BY 1 $$;
