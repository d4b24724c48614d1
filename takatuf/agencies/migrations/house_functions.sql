-- Who acts, told by a token that the database itself looks up. Every function pins its search path.
CREATE FUNCTION house.actor_kind() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT kind FROM public.agencies_scopetoken
     WHERE token_hash = sha256(convert_to(current_setting('takatuf.token', true), 'UTF8')) AND expires_at > now() $$;
CREATE FUNCTION house.actor_id() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT actor_id FROM public.agencies_scopetoken
     WHERE token_hash = sha256(convert_to(current_setting('takatuf.token', true), 'UTF8')) AND expires_at > now() $$;
CREATE FUNCTION house.actor_agency() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT agency_id FROM public.agencies_scopetoken
     WHERE token_hash = sha256(convert_to(current_setting('takatuf.token', true), 'UTF8')) AND expires_at > now() $$;
CREATE FUNCTION house.actor_purpose() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT CASE WHEN kind = 'system' THEN purpose END FROM public.agencies_scopetoken
     WHERE token_hash = sha256(convert_to(current_setting('takatuf.token', true), 'UTF8')) AND expires_at > now() $$;

CREATE FUNCTION house.enter(given text) RETURNS TABLE (kind text, actor_id uuid, agency_id uuid)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('takatuf.token', given, true);
  RETURN QUERY SELECT t.kind::text, t.actor_id, t.agency_id FROM public.agencies_scopetoken AS t
    WHERE t.token_hash = sha256(convert_to(given, 'UTF8')) AND t.expires_at > now();
END $$;

-- HMAC-SHA256 (RFC 2104) over length-prefixed parts; the pads are kept, not the key.
CREATE FUNCTION house.prove(message bytea) RETURNS bytea LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT sha256(outer_pad || sha256(inner_pad || message)) FROM public.agencies_scopekey WHERE id = 1 $$;
CREATE FUNCTION house.part(value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS
  $$ SELECT int4send(length(value)) || value $$;

CREATE FUNCTION house.issue_scope(hash bytea, kind text, actor uuid, agency uuid, purpose text, expires bigint, proof bytea)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  wanted bytea := house.prove(
    house.part(hash) || house.part(convert_to(kind, 'UTF8')) || house.part(uuid_send(actor))
    || house.part(coalesce(uuid_send(agency), ''::bytea)) || house.part(convert_to(purpose, 'UTF8'))
    || house.part(int8send(expires)));
BEGIN
  IF wanted IS NULL OR wanted <> proof THEN
    RAISE insufficient_privilege USING MESSAGE = 'The proof for this scope token is not right.';
  END IF;
  IF kind = 'worker' THEN
    SELECT worker.agency_id INTO agency FROM public.agencies_worker AS worker WHERE worker.id = actor AND worker.is_active;
    IF NOT FOUND THEN
      RAISE insufficient_privilege USING MESSAGE = 'This worker is not active.';
    END IF;
  END IF;
  DELETE FROM public.agencies_scopetoken WHERE expires_at < now() - interval '1 hour' AND token_hash IN
    (SELECT token_hash FROM public.agencies_scopetoken WHERE expires_at < now() - interval '1 hour' LIMIT 20 FOR UPDATE SKIP LOCKED);
  INSERT INTO public.agencies_scopetoken (token_hash, kind, actor_id, agency_id, purpose, expires_at)
    VALUES (hash, kind, actor, agency, purpose, to_timestamp(expires))
    ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at
      WHERE agencies_scopetoken.actor_id = excluded.actor_id AND agencies_scopetoken.kind = excluded.kind;
END $$;

CREATE FUNCTION house.end_scope(given text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ DELETE FROM public.agencies_scopetoken WHERE token_hash = sha256(convert_to(given, 'UTF8')) $$;

-- A new record, led by one agency. A worker opens records for the worker's own agency only.
CREATE FUNCTION house.open_records(ids uuid[], kinds text[], leads uuid[], at timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_kind() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'Nobody opens a record without a scope.';
  END IF;
  IF house.actor_kind() = 'worker' AND EXISTS (SELECT 1 FROM unnest(leads) AS lead WHERE lead IS DISTINCT FROM house.actor_agency()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A worker opens records for the own agency only.';
  END IF;
  INSERT INTO public.agencies_record (id, kind, opened_at) SELECT u.id, u.kind, at FROM unnest(ids, kinds) AS u(id, kind);
  INSERT INTO public.agencies_access (id, record_id, agency_id, worker_id, level, granted_at, until)
    SELECT gen_random_uuid(), u.id, u.lead, NULL, 'lead', at, NULL FROM unnest(ids, leads) AS u(id, lead) WHERE u.lead IS NOT NULL;
END $$;

CREATE FUNCTION house.leads(record uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT EXISTS (SELECT 1 FROM public.agencies_access AS a WHERE a.record_id = record AND a.level = 'lead'
       AND a.agency_id = house.actor_agency() AND (a.worker_id IS NULL OR a.worker_id = house.actor_id())
       AND (a.until IS NULL OR a.until > now())) $$;

-- Only who leads a record shares it; jointwork's actions are the only callers.
CREATE FUNCTION house.grant_access(record uuid, agency uuid, worker uuid, level text, at timestamptz, until timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT house.leads(record) AND coalesce(house.actor_purpose(), '') <> 'jointwork' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the leading agency shares a record.';
  END IF;
  INSERT INTO public.agencies_access (id, record_id, agency_id, worker_id, level, granted_at, until)
    VALUES (gen_random_uuid(), record, agency, worker, level, at, until)
    ON CONFLICT ON CONSTRAINT agencies_access_once DO UPDATE SET level = excluded.level, granted_at = excluded.granted_at,
      until = excluded.until WHERE agencies_access.level <> 'lead';
END $$;

CREATE FUNCTION house.withdraw_access(record uuid, agency uuid, worker uuid)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT house.leads(record) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the leading agency withdraws access.';
  END IF;
  DELETE FROM public.agencies_access AS a WHERE a.record_id = record AND a.agency_id = agency
    AND a.worker_id IS NOT DISTINCT FROM worker AND NOT (a.level = 'lead' AND a.agency_id = house.actor_agency());
END $$;

-- Who reaches a record, for those who reach it themselves.
CREATE FUNCTION house.access_of(record uuid) RETURNS TABLE (agency_id uuid, worker_id uuid, level text, until timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  $$ SELECT a.agency_id, a.worker_id, a.level::text, a.until FROM public.agencies_access AS a WHERE a.record_id = record
       AND EXISTS (SELECT 1 FROM public.agencies_access AS mine WHERE mine.record_id = record AND mine.agency_id = house.actor_agency()
         AND (mine.worker_id IS NULL OR mine.worker_id = house.actor_id()) AND (mine.until IS NULL OR mine.until > now())) $$;

GRANT EXECUTE ON FUNCTION house.actor_kind(), house.actor_id(), house.actor_agency(), house.actor_purpose(), house.enter(text),
  house.issue_scope(bytea, text, uuid, uuid, text, bigint, bytea), house.end_scope(text),
  house.open_records(uuid[], text[], uuid[], timestamptz), house.grant_access(uuid, uuid, uuid, text, timestamptz, timestamptz),
  house.withdraw_access(uuid, uuid, uuid), house.access_of(uuid) TO app, keeper;

-- Nobody but the owner's narrow functions touches these.
REVOKE ALL ON agencies_scopetoken, agencies_scopekey FROM app, keeper;
REVOKE INSERT, UPDATE, DELETE ON agencies_access, agencies_record FROM app;
REVOKE UPDATE ON agencies_disclosure FROM app;

ALTER TABLE agencies_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_access FORCE ROW LEVEL SECURITY;
CREATE POLICY agencies_access_functions ON agencies_access TO owner USING (true) WITH CHECK (true);
CREATE POLICY agencies_access_select ON agencies_access FOR SELECT TO app USING (
  agency_id = (SELECT house.actor_agency()) AND (worker_id IS NULL OR worker_id = (SELECT house.actor_id()))
  AND (until IS NULL OR until > now()));

ALTER TABLE agencies_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_record FORCE ROW LEVEL SECURITY;
CREATE POLICY agencies_record_functions ON agencies_record TO owner USING (true) WITH CHECK (true);
CREATE POLICY agencies_record_select ON agencies_record FOR SELECT TO app USING (
  EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = agencies_record.id
    AND granted.agency_id = (SELECT house.actor_agency())) OR (SELECT house.actor_purpose()) = 'clockwork');

ALTER TABLE agencies_disclosure ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_disclosure FORCE ROW LEVEL SECURITY;
CREATE POLICY agencies_disclosure_insert ON agencies_disclosure FOR INSERT TO app WITH CHECK (
  worker_id = (SELECT house.actor_id()) AND agency_id = (SELECT house.actor_agency()) AND (SELECT house.actor_kind()) = 'worker');
CREATE POLICY agencies_disclosure_select ON agencies_disclosure FOR SELECT TO app USING (
  EXISTS (SELECT 1 FROM agencies_access AS granted WHERE granted.record_id = agencies_disclosure.record_id
    AND granted.agency_id = (SELECT house.actor_agency())));
