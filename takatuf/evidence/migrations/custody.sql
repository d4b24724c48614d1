-- The chain of custody holds in the database too: no gap, and nobody gives what somebody else holds.
CREATE FUNCTION house.custody_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  before public.evidence_custodyevent;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.evidence_exhibit AS e WHERE e.id = NEW.exhibit_id AND e.record_id = NEW.record_id) THEN
    RAISE check_violation USING MESSAGE = 'A step of a chain stands on the record of its exhibit.',
      CONSTRAINT = 'evidence_custodyevent_same_record';
  END IF;
  SELECT * INTO before FROM public.evidence_custodyevent AS c WHERE c.exhibit_id = NEW.exhibit_id
    ORDER BY c.number DESC LIMIT 1;
  IF NEW.number <> coalesce(before.number, 0) + 1 THEN
    -- Two persons at once: the unique number says it, to whoever comes second.
    IF before.number IS NOT NULL AND NEW.number = before.number THEN RETURN NEW; END IF;
    RAISE check_violation USING MESSAGE = 'A chain of custody has no gap.', CONSTRAINT = 'evidence_custodyevent_no_gap';
  END IF;
  IF before.number IS NULL THEN RETURN NEW; END IF;
  IF before.kind IN ('returned', 'destroyed') THEN
    RAISE check_violation USING MESSAGE = 'The chain of this exhibit has ended.', CONSTRAINT = 'evidence_custodyevent_ended';
  END IF;
  IF NEW.giver IS DISTINCT FROM before.holder THEN
    RAISE check_violation USING MESSAGE = 'Nobody gives an exhibit that somebody else holds.',
      CONSTRAINT = 'evidence_custodyevent_giver_holds';
  END IF;
  IF NEW.happened_at < before.happened_at THEN
    RAISE check_violation USING MESSAGE = 'A step does not lie before the last one.',
      CONSTRAINT = 'evidence_custodyevent_in_order';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION house.custody_follows() FROM PUBLIC;
CREATE TRIGGER evidence_custodyevent_follows BEFORE INSERT ON evidence_custodyevent
  FOR EACH ROW EXECUTE FUNCTION house.custody_follows();

CREATE FUNCTION house.exhibit_of_same_record() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.made_from_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.evidence_exhibit AS e
      WHERE e.id = NEW.made_from_id AND e.record_id = NEW.record_id) THEN
    RAISE check_violation USING MESSAGE = 'A copy stands on the record of the exhibit that it was made from.',
      CONSTRAINT = 'evidence_exhibit_same_record';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION house.exhibit_of_same_record() FROM PUBLIC;
CREATE TRIGGER evidence_exhibit_same_record BEFORE INSERT ON evidence_exhibit
  FOR EACH ROW EXECUTE FUNCTION house.exhibit_of_same_record();

-- What was registered stays as it was registered; what happens later is a step of the chain.
REVOKE UPDATE ON evidence_exhibit, evidence_custodyevent FROM app;
