-- Which transaction wrote the entry: identity order is not commit order, so the sealer never passes one that is still open.
ALTER TABLE ledger_ledgerentry ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX ledger_entry_unsealed ON ledger_ledgerentry (xid, id) WHERE position IS NULL;
REVOKE UPDATE, DELETE ON ledger_ledgerentry FROM app, keeper;
REVOKE INSERT, UPDATE, DELETE ON ledger_ledgernode, ledger_checkpoint FROM app;
REVOKE UPDATE, DELETE ON ledger_ledgernode, ledger_checkpoint FROM keeper;

CREATE FUNCTION house.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND NEW.position IS NOT NULL
     AND to_jsonb(OLD) - 'position' = to_jsonb(NEW) - 'position' THEN
    RETURN NEW;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'The ledger is append-only.';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger_ledgerentry
  FOR EACH ROW EXECUTE FUNCTION house.refuse_change();

-- A line is written by who acts, without a place in the tree, in the transaction that it belongs to: a login that could
-- choose these itself could speak in another's name, take a place, or hide from the sealer.
CREATE FUNCTION house.ledger_line() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.position IS NOT NULL OR NEW."by" IS DISTINCT FROM house.actor_kind() || ':' || house.actor_id() THEN
    RAISE insufficient_privilege USING MESSAGE = 'A line of the ledger is written by who acts, and gets its place from the sealer.';
  END IF;
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_line BEFORE INSERT ON ledger_ledgerentry FOR EACH ROW EXECUTE FUNCTION house.ledger_line();

-- The next entries to seal, in their order, never past a transaction that is still open.
CREATE FUNCTION house.ledger_next(most integer) RETURNS TABLE (id uuid, leaf bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'sealer' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the sealer reads what waits to be sealed.';
  END IF;
  RETURN QUERY SELECT e.id, e.leaf FROM public.ledger_ledgerentry AS e
    WHERE e.position IS NULL AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY e.xid, e.id LIMIT most;
END $$;

CREATE FUNCTION house.ledger_seal(ids uuid[], first bigint, levels smallint[], places bigint[], hashes bytea[])
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'sealer' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the sealer seals.';
  END IF;
  UPDATE public.ledger_ledgerentry AS e SET position = first + u.n - 1
    FROM unnest(ids) WITH ORDINALITY AS u(id, n) WHERE e.id = u.id;
  INSERT INTO public.ledger_ledgernode (level, place, hash) SELECT * FROM unnest(levels, places, hashes);
END $$;

CREATE FUNCTION house.ledger_checkpoint(size bigint, root bytea, note text, at timestamptz)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'sealer' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the sealer signs checkpoints.';
  END IF;
  INSERT INTO public.ledger_checkpoint (size, root, note, at) VALUES (size, root, note, at);
END $$;
GRANT EXECUTE ON FUNCTION house.ledger_next(integer), house.ledger_seal(uuid[], bigint, smallint[], bigint[], bytea[]),
  house.ledger_checkpoint(bigint, bytea, text, timestamptz) TO app;
