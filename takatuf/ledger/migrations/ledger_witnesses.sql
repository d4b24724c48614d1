-- Witnesses and their cosignatures are public, so no row policy stands here; only these functions write, and only for the
-- job that has checked the signature. What a witness signed is never taken out again.
REVOKE INSERT, UPDATE, DELETE ON ledger_ledgerwitness, ledger_cosignature FROM app;
REVOKE UPDATE, DELETE ON ledger_ledgerwitness, ledger_cosignature FROM keeper;

CREATE FUNCTION house.ledger_enrol_witness(id uuid, name text, vkey text, agency text, watched_by uuid, at timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'witnesses' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Witnesses are enrolled on the machine of the house.';
  END IF;
  INSERT INTO public.ledger_ledgerwitness (id, name, vkey, agency, watched_by, enrolled_at, ended_at)
    VALUES (id, name, vkey, agency, watched_by, at, NULL);
END $$;

CREATE FUNCTION house.ledger_end_witness(witness uuid, at timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'witnesses' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Witnesses are ended on the machine of the house.';
  END IF;
  UPDATE public.ledger_ledgerwitness AS w SET ended_at = at WHERE w.id = witness AND w.ended_at IS NULL;
END $$;

-- The newest line of a witness under a checkpoint; an older one that comes late changes nothing.
CREATE FUNCTION house.ledger_cosign(id uuid, witness uuid, size bigint, line text, signed_at timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'witnesses' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Cosignatures come through the witnesses'' door.';
  END IF;
  INSERT INTO public.ledger_cosignature AS known (id, witness_id, checkpoint_id, line, signed_at)
    VALUES (id, witness, size, line, signed_at)
    ON CONFLICT (witness_id, checkpoint_id) DO UPDATE SET line = excluded.line, signed_at = excluded.signed_at
    WHERE known.signed_at < excluded.signed_at;
END $$;
GRANT EXECUTE ON FUNCTION house.ledger_enrol_witness(uuid, text, text, text, uuid, timestamptz),
  house.ledger_end_witness(uuid, timestamptz), house.ledger_cosign(uuid, uuid, bigint, text, timestamptz) TO app;
