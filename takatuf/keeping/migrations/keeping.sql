-- Who decides about an erasure writes the own name, once, and never both; the keeper notes what was looked at and done.
REVOKE UPDATE ON keeping_erasure, keeping_hold FROM app;
GRANT UPDATE (first_by_id, first_at, second_by_id, second_at, kept_by_id, kept_at, kept_until) ON keeping_erasure TO app;
GRANT UPDATE (lifted_by_id, lifted_at, lift_reason) ON keeping_hold TO app;

CREATE FUNCTION house.keeping_named() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  me uuid := house.actor_id();
BEGIN
  IF current_user = 'keeper' THEN
    IF TG_OP = 'INSERT' OR to_jsonb(NEW) - ARRAY['stops', 'looked_at', 'ended_at', 'done_at', 'records']
        IS DISTINCT FROM to_jsonb(OLD) - ARRAY['stops', 'looked_at', 'ended_at', 'done_at', 'records'] THEN
      RAISE insufficient_privilege USING MESSAGE = 'Persons decide about an erasure, in their own names.';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.second_by_id IS NOT NULL OR NEW.kept_by_id IS NOT NULL OR NEW.done_at IS NOT NULL
        OR NEW.first_by_id IS NOT NULL AND NEW.first_by_id IS DISTINCT FROM me THEN
      RAISE insufficient_privilege USING MESSAGE = 'An erasure begins with one name at most, the own one.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.done_at IS NOT NULL OR OLD.kept_at IS NOT NULL THEN
    RAISE check_violation USING MESSAGE = 'This erasure is decided.';
  END IF;
  IF NEW.first_by_id IS DISTINCT FROM OLD.first_by_id AND (OLD.first_by_id IS NOT NULL OR NEW.first_by_id IS DISTINCT FROM me)
      OR NEW.second_by_id IS DISTINCT FROM OLD.second_by_id AND (OLD.second_by_id IS NOT NULL OR OLD.first_by_id IS NULL
        OR NEW.second_by_id IS DISTINCT FROM me)
      OR NEW.kept_by_id IS NOT NULL AND NEW.kept_by_id IS DISTINCT FROM me THEN
    RAISE insufficient_privilege USING MESSAGE = 'Who approves an erasure, or keeps a record, writes the own name, once.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeping_erasure_own_name BEFORE INSERT OR UPDATE ON keeping_erasure
  FOR EACH ROW EXECUTE FUNCTION house.keeping_named();

-- A hold and an erasure of the same record wait for each other; what is erased is held no more.
CREATE FUNCTION house.keeping_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.record_id::text, 0));
  IF NOT EXISTS (SELECT 1 FROM public.vault_wrappedkey AS k WHERE k.record_id = NEW.record_id AND k.wrapped IS NOT NULL) THEN
    RAISE check_violation USING MESSAGE = 'This record is erased.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeping_hold_in_time BEFORE INSERT ON keeping_hold FOR EACH ROW EXECUTE FUNCTION house.keeping_in_time();

-- A signed submission stays frozen; only when it is erased do the two names go that the court's own papers would give away.
CREATE OR REPLACE FUNCTION house.court_submission_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF current_user = 'keeper' AND NEW.docket = OLD.id::text AND NEW.child_code = ''
     AND to_jsonb(NEW) - ARRAY['docket', 'child_code'] = to_jsonb(OLD) - ARRAY['docket', 'child_code'] THEN
    RETURN NEW;
  END IF;
  IF OLD.signed_at IS NOT NULL
     AND to_jsonb(NEW) - ARRAY['state', 'filed_at', 'acknowledged_at']
         IS DISTINCT FROM to_jsonb(OLD) - ARRAY['state', 'filed_at', 'acknowledged_at'] THEN
    RAISE check_violation USING MESSAGE = 'A signed submission is frozen; write a supplement.';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION house.keeping_named(), house.keeping_in_time() FROM PUBLIC, app, keeper;
