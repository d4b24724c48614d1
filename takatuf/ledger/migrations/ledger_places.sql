-- A line is never written again, not even to give it its place: the place stands beside its hash in the tree. What waits for
-- the sealer stands in a list of its own, which the database keeps by itself; nobody's login writes there.
ALTER TABLE ledger_ledgernode ALTER COLUMN hash SET STORAGE PLAIN;
REVOKE INSERT, UPDATE, DELETE ON ledger_ledgerwaiting FROM app, keeper;
INSERT INTO ledger_ledgerwaiting (xid, entry_id, hash)
  SELECT xid, id, sha256('\x00'::bytea || leaf) FROM ledger_ledgerentry WHERE position IS NULL;
UPDATE ledger_ledgernode AS node SET entry_id = entry.id FROM ledger_ledgerentry AS entry
  WHERE node.level = 0 AND node.place = entry.position;
DROP INDEX ledger_entry_unsealed;

CREATE OR REPLACE FUNCTION house.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = 'The ledger is append-only.';
END $$;

-- A line is written by who acts, in the transaction that it belongs to; its hash (RFC 6962, section 2.1) waits from then on.
CREATE OR REPLACE FUNCTION house.ledger_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  actor text := house.actor_kind() || ':' || house.actor_id();
BEGIN
  IF EXISTS (SELECT 1 FROM lines WHERE "by" IS DISTINCT FROM actor OR xid <> pg_current_xact_id()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A line of the ledger is written by who acts, in the transaction that it belongs to.';
  END IF;
  INSERT INTO public.ledger_ledgerwaiting (xid, entry_id, hash) SELECT xid, id, sha256('\x00'::bytea || leaf) FROM lines;
  RETURN NULL;
END $$;

DROP FUNCTION house.ledger_next(integer);
DROP FUNCTION house.ledger_seal(uuid[], bigint, smallint[], bigint[], bytea[]);

-- The next lines to seal, in their order, never past a transaction that is still open: what is written later stands later.
CREATE FUNCTION house.ledger_next(most integer) RETURNS TABLE (xid text, entry uuid, hash bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog SET enable_seqscan = off AS $$
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'sealer' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the sealer reads what waits to be sealed.';
  END IF;
  RETURN QUERY SELECT w.xid::text, w.entry_id, w.hash FROM public.ledger_ledgerwaiting AS w
    WHERE w.xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY w.xid, w.entry_id LIMIT most;
END $$;

-- Stores the hashes of the tree, beside each leaf's the line that it belongs to, and strikes these lines from the list: all up
-- to the last one. No other line can have come before it since, because every transaction up to its own had ended.
CREATE FUNCTION house.ledger_seal(many bigint, last_xid xid8, last_entry uuid, levels smallint[], places bigint[], hashes bytea[],
  entries uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
  struck bigint;
BEGIN
  IF house.actor_purpose() IS DISTINCT FROM 'sealer' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the sealer seals.';
  END IF;
  DELETE FROM public.ledger_ledgerwaiting AS w WHERE (w.xid, w.entry_id) <= (last_xid, last_entry);
  GET DIAGNOSTICS struck = ROW_COUNT;
  IF struck <> many THEN
    RAISE serialization_failure USING MESSAGE = 'Not the lines that were read are the next ones to seal.';
  END IF;
  INSERT INTO public.ledger_ledgernode (level, place, hash, entry_id) SELECT * FROM unnest(levels, places, hashes, entries);
END $$;
GRANT EXECUTE ON FUNCTION house.ledger_next(integer),
  house.ledger_seal(bigint, xid8, uuid, smallint[], bigint[], bytea[], uuid[]) TO app;
