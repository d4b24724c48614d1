-- Need-to-know. Every other policy asks agencies_access, and its own policy stands at the end of this file: what that policy
-- does not show, nobody reaches, on no page, in no list, count, search or export.

-- Narrow functions alone write these.
REVOKE INSERT, UPDATE, DELETE ON agencies_guard, agencies_denial FROM app;
CREATE POLICY agencies_guard_functions ON agencies_guard TO owner USING (true) WITH CHECK (true);
CREATE POLICY agencies_denial_functions ON agencies_denial TO owner USING (true) WITH CHECK (true);

-- The records from which who acts is kept away, by conflict of interest or embargo. Asked once for a statement.
CREATE FUNCTION house.kept_from() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT coalesce(array_agg(denied.record_id), '{}') FROM public.agencies_denial AS denied
     WHERE denied.worker_id = (SELECT house.actor_id()) AND denied.lifted_at IS NULL
       AND (denied.until IS NULL OR denied.until > now()) $$;

CREATE FUNCTION house.reaches(record uuid, levels text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT EXISTS (SELECT 1 FROM public.agencies_access AS a WHERE a.record_id = record AND a.level = ANY (levels)
       AND a.agency_id = house.actor_agency() AND (a.worker_id IS NULL OR a.worker_id = house.actor_id())
       AND (a.until IS NULL OR a.until > now()) AND NOT a.paused)
     AND NOT record = ANY (house.kept_from()) $$;

CREATE OR REPLACE FUNCTION house.leads(record uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT house.reaches(record, ARRAY['lead']) $$;

-- What the paused rows of the own agency hide from who acts: for the few tables that go by agency and not by Access.
CREATE FUNCTION house.hidden() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT coalesce(array_agg(a.record_id), '{}') || house.kept_from() FROM public.agencies_access AS a
     WHERE a.agency_id = (SELECT house.actor_agency()) AND a.paused AND a.worker_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM public.agencies_access AS own WHERE own.record_id = a.record_id
         AND own.agency_id = a.agency_id AND own.worker_id = (SELECT house.actor_id()) AND NOT own.paused
         AND (own.until IS NULL OR own.until > now())) $$;

-- Which records belong to a case. The rooms above know more of them and replace this.
CREATE FUNCTION house.records_of(root uuid) RETURNS TABLE (record_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT root $$;
-- And which agency leads it, where more than one is granted to share it: the one before stays a partner.
CREATE FUNCTION house.leader_of(root uuid) RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT NULL::uuid $$;
REVOKE EXECUTE ON FUNCTION house.records_of(uuid), house.leader_of(uuid) FROM app, keeper;
CREATE FUNCTION house.decides(root uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT house.leads(root) AND coalesce(house.leader_of(root) = house.actor_agency(), true) $$;
REVOKE EXECUTE ON FUNCTION house.decides(uuid) FROM app, keeper;

-- Whether a guard pauses a row of Access. The court keeps what was filed with it, a reviewing agency its reviews, and who
-- received a report keeps it: a message of the reporter must not wait unseen.
CREATE FUNCTION house.pauses(record uuid, agency uuid, worker uuid, level text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT EXISTS (SELECT 1 FROM public.agencies_guard AS guard JOIN public.agencies_record AS r ON r.id = guard.record_id
       WHERE guard.record_id = record AND CASE
         WHEN r.kind IN ('submission', 'lock') AND agency <> guard.agency_id THEN false
         WHEN worker IS NOT NULL THEN guard.locked AND NOT worker = ANY (guard.named)
         ELSE guard.locked OR (guard.reach = 'team' AND guard.agency_id = agency)
           OR (guard.leads AND guard.reach IN ('team', 'agency') AND guard.agency_id <> agency AND level <> 'lead'
               AND r.kind IN ('case', 'person', 'report', 'mailbox')) END) $$;

-- Named workers get what their agency has; then rows pause, or wake. A worker's access that ends by itself is left as it is.
CREATE FUNCTION house.settle_access(records uuid[]) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO public.agencies_access AS old (id, record_id, agency_id, worker_id, level, granted_at, until, paused)
    SELECT DISTINCT ON (whole.record_id, person.id)
      gen_random_uuid(), whole.record_id, whole.agency_id, person.id, whole.level, now(), whole.until, false
    FROM public.agencies_guard AS guard
    JOIN public.agencies_access AS whole ON whole.record_id = guard.record_id AND whole.worker_id IS NULL AND whole.level <> 'contribute'
    JOIN public.agencies_worker AS person ON person.id = ANY (guard.named) AND person.agency_id = whole.agency_id AND person.is_active
    WHERE guard.record_id = ANY (records) AND (guard.locked OR guard.agency_id = whole.agency_id)
    ON CONFLICT ON CONSTRAINT agencies_access_once DO UPDATE SET level = excluded.level, until = excluded.until;
  UPDATE public.agencies_access AS a SET paused = NOT a.paused
    WHERE a.record_id = ANY (records) AND (a.worker_id IS NULL OR a.until IS NULL)
      AND a.paused IS DISTINCT FROM house.pauses(a.record_id, a.agency_id, a.worker_id, a.level::text);
END $$;

-- What is added to a guarded case is guarded like it; who is kept from the case is kept from it.
CREATE FUNCTION house.follow(root uuid, child uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO public.agencies_denial (id, worker_id, record_id, root_id, kind, until, set_at, set_by_id)
    SELECT gen_random_uuid(), d.worker_id, child, d.root_id, d.kind, d.until, d.set_at, d.set_by_id
    FROM public.agencies_denial AS d WHERE d.record_id = root AND d.root_id = root AND d.lifted_at IS NULL
    ON CONFLICT DO NOTHING;
  INSERT INTO public.agencies_guard (id, record_id, root_id, agency_id, reach, leads, locked, named, set_at, set_by_id)
    SELECT gen_random_uuid(), child, g.root_id, g.agency_id, g.reach, g.leads, g.locked, g.named, g.set_at, g.set_by_id
    FROM public.agencies_guard AS g WHERE g.record_id = root AND g.root_id = root
    ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM house.settle_access(ARRAY[child]);
  END IF;
END $$;

-- Say who reaches a case and all that belongs to it: every partner, the own agency, or named persons; a lock is for named
-- persons of all agencies. Inside itself each agency decides; over others, and over a lock, the leading agency alone.
CREATE FUNCTION house.guard_record(root uuid, reach text, locked boolean, named uuid[], at timestamptz) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
  mine uuid := house.actor_agency();
  guarded uuid[];
  before uuid[];
BEGIN
  IF house.actor_kind() IS DISTINCT FROM 'worker' OR NOT house.reaches(root, ARRAY['write', 'lead']) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only who works on a record says who reaches it.';
  END IF;
  IF (guard_record.locked OR guard_record.reach = 'agency') AND NOT house.decides(root) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the leading agency decides for the others.';
  END IF;
  PERFORM 1 FROM public.agencies_record WHERE id = root FOR UPDATE;
  SELECT array_agg(found.record_id) INTO guarded FROM house.records_of(root) AS found;
  IF (guard_record.locked OR guard_record.reach = 'team') AND NOT EXISTS (SELECT 1 FROM public.agencies_worker AS person
      WHERE person.id = ANY (guard_record.named) AND person.agency_id = mine AND person.is_active) THEN
    RAISE check_violation USING MESSAGE = 'Somebody of the own agency is named.';
  END IF;
  IF guard_record.locked AND EXISTS (SELECT 1 FROM public.agencies_access AS held JOIN public.agencies_record AS r ON r.id = held.record_id
      WHERE held.record_id = ANY (guarded) AND held.worker_id IS NULL AND held.level = 'lead' AND r.kind IN ('report', 'mailbox')
        AND NOT EXISTS (SELECT 1 FROM public.agencies_worker AS person WHERE person.id = ANY (guard_record.named)
          AND person.agency_id = held.agency_id AND person.is_active)) THEN
    RAISE check_violation USING MESSAGE = 'An agency that answers for a part of the case has a named person, or the part would wait unseen.';
  END IF;
  SELECT coalesce(array_agg(DISTINCT one), '{}') INTO before FROM public.agencies_guard AS g, unnest(g.named) AS one
    WHERE g.root_id = root AND g.agency_id = mine;
  DELETE FROM public.agencies_guard WHERE root_id = root AND agency_id = mine;
  IF house.decides(root) THEN
    -- What an agency decided for others while it led is over.
    UPDATE public.agencies_guard SET leads = false, locked = false WHERE root_id = root AND leads;
  END IF;
  DELETE FROM public.agencies_access AS a WHERE a.record_id = ANY (guarded) AND a.worker_id = ANY (before)
    AND EXISTS (SELECT 1 FROM public.agencies_access AS whole WHERE whole.record_id = a.record_id
      AND whole.agency_id = a.agency_id AND whole.worker_id IS NULL);
  IF guard_record.locked OR guard_record.reach <> 'partners' THEN
    INSERT INTO public.agencies_guard (id, record_id, root_id, agency_id, reach, leads, locked, named, set_at, set_by_id)
      SELECT gen_random_uuid(), one, root, mine, guard_record.reach, house.decides(root), guard_record.locked, guard_record.named, at,
        house.actor_id() FROM unnest(guarded) AS one;
  END IF;
  IF guard_record.locked THEN
    -- What was opened for hours ends now, unless the person is named.
    UPDATE public.agencies_access SET until = now() WHERE record_id = ANY (guarded) AND worker_id IS NOT NULL AND until > now()
      AND NOT worker_id = ANY (guard_record.named);
  END IF;
  PERFORM house.settle_access(guarded);
END $$;

-- Keep a worker from a case and all that belongs to it, or from named parts of it. It beats every access.
CREATE FUNCTION house.keep_from(worker uuid, root uuid, kind text, parts uuid[], until timestamptz, at timestamptz) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
  me uuid := house.actor_id();
  kept integer;
BEGIN
  IF house.actor_kind() IS DISTINCT FROM 'worker' OR NOT (
    (keep_from.worker = me AND keep_from.kind = 'conflict' AND house.reaches(root, ARRAY['read', 'write', 'lead']))
    OR (house.reaches(root, ARRAY['write', 'lead']) AND (house.decides(root) OR EXISTS (SELECT 1 FROM public.agencies_worker AS w
      WHERE w.id = keep_from.worker AND w.agency_id = house.actor_agency())))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A worker is kept from a record by oneself, the own agency, or the leading one.';
  END IF;
  INSERT INTO public.agencies_denial (id, worker_id, record_id, root_id, kind, until, set_at, set_by_id)
    SELECT gen_random_uuid(), keep_from.worker, found.record_id, root, keep_from.kind, keep_from.until, at, me
    FROM house.records_of(root) AS found WHERE parts IS NULL OR found.record_id = ANY (parts)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS kept = ROW_COUNT;
  RETURN kept;
END $$;

-- Somebody else lifts it: of the worker's agency or the leading one, who reaches the case.
CREATE FUNCTION house.let_back(worker uuid, root uuid, kind text, at timestamptz) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
  lifted integer;
BEGIN
  IF house.actor_kind() IS DISTINCT FROM 'worker' OR let_back.worker = house.actor_id() OR NOT house.reaches(root, ARRAY['write', 'lead'])
    OR NOT (house.decides(root) OR EXISTS (SELECT 1 FROM public.agencies_worker AS w
      WHERE w.id = let_back.worker AND w.agency_id = house.actor_agency())) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Somebody else of the agency, or of the leading one, lets a worker back.';
  END IF;
  UPDATE public.agencies_denial SET lifted_at = at, lifted_by_id = house.actor_id()
    WHERE worker_id = let_back.worker AND root_id = root AND kind = let_back.kind AND lifted_at IS NULL;
  GET DIAGNOSTICS lifted = ROW_COUNT;
  RETURN lifted;
END $$;

-- As before, and a guarded record stays guarded when it is shared.
CREATE OR REPLACE FUNCTION house.grant_access(record uuid, agency uuid, worker uuid, level text, at timestamptz, until timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT house.leads(record) AND coalesce(house.actor_purpose(), '') <> 'jointwork' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the leading agency shares a record.';
  END IF;
  INSERT INTO public.agencies_access (id, record_id, agency_id, worker_id, level, granted_at, until, paused)
    VALUES (gen_random_uuid(), record, agency, worker, level, at, until, false)
    ON CONFLICT ON CONSTRAINT agencies_access_once DO UPDATE SET level = excluded.level, granted_at = excluded.granted_at,
      until = excluded.until WHERE agencies_access.level <> 'lead';
  IF EXISTS (SELECT 1 FROM public.agencies_guard AS guard WHERE guard.record_id = record) THEN
    PERFORM house.settle_access(ARRAY[record]);
  END IF;
END $$;

-- Who reaches a record now, for those who reach it themselves: read, write or lead.
CREATE OR REPLACE FUNCTION house.access_of(record uuid) RETURNS TABLE (agency_id uuid, worker_id uuid, level text, until timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT a.agency_id, a.worker_id, a.level::text, a.until FROM public.agencies_access AS a WHERE a.record_id = record
       AND NOT a.paused AND a.level <> 'contribute' AND (a.until IS NULL OR a.until > now())
       AND house.reaches(record, ARRAY['read', 'write', 'lead']) $$;

-- The same for a case and all that belongs to it, with what is paused.
CREATE FUNCTION house.reach_of(root uuid) RETURNS TABLE (record_id uuid, kind text, agency_id uuid, worker_id uuid, level text, until timestamptz, paused boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT a.record_id, r.kind::text, a.agency_id, a.worker_id, a.level::text, a.until, a.paused
     FROM house.records_of(root) AS found JOIN public.agencies_access AS a ON a.record_id = found.record_id
     JOIN public.agencies_record AS r ON r.id = a.record_id
     WHERE (a.until IS NULL OR a.until > now()) AND house.reaches(root, ARRAY['read', 'write', 'lead']) $$;

REVOKE EXECUTE ON FUNCTION house.pauses(uuid, uuid, uuid, text), house.settle_access(uuid[]), house.follow(uuid, uuid) FROM app, keeper;
GRANT EXECUTE ON FUNCTION house.kept_from(), house.hidden(), house.reaches(uuid, text[]), house.reach_of(uuid),
  house.guard_record(uuid, text, boolean, uuid[], timestamptz), house.keep_from(uuid, uuid, text, uuid[], timestamptz, timestamptz),
  house.let_back(uuid, uuid, text, timestamptz) TO app;

-- The one policy that all others ask. Who may only contribute reaches nothing by it.
DROP POLICY agencies_access_select ON agencies_access;
CREATE POLICY agencies_access_select ON agencies_access FOR SELECT TO app USING (
  agency_id = (SELECT house.actor_agency()) AND (worker_id IS NULL OR worker_id = (SELECT house.actor_id()))
  AND (until IS NULL OR until > now()) AND NOT paused AND level <> 'contribute'
  AND record_id <> ALL ((SELECT house.kept_from())::uuid[]));
