-- As before; ids of the leads' accesses may be given. Random ones lie all over their index, which costs a page for each.
DROP FUNCTION house.open_records(uuid[], text[], uuid[], timestamptz);
CREATE FUNCTION house.open_records(ids uuid[], kinds text[], leads uuid[], at timestamptz, accesses uuid[] DEFAULT NULL)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  kind_of_actor text := house.actor_kind();
BEGIN
  IF kind_of_actor IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'Nobody opens a record without a scope.';
  END IF;
  IF kind_of_actor = 'worker' AND EXISTS (SELECT 1 FROM unnest(leads) AS lead WHERE lead IS DISTINCT FROM house.actor_agency()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A worker opens records for the own agency only.';
  END IF;
  INSERT INTO public.agencies_record (id, kind, opened_at) SELECT u.id, u.kind, at FROM unnest(ids, kinds) AS u(id, kind);
  INSERT INTO public.agencies_access (id, record_id, agency_id, worker_id, level, granted_at, until)
    SELECT coalesce(u.access, gen_random_uuid()), u.id, u.lead, NULL, 'lead', at, NULL
    FROM unnest(ids, leads, accesses) AS u(id, lead, access) WHERE u.lead IS NOT NULL;
END $$;
GRANT EXECUTE ON FUNCTION house.open_records(uuid[], text[], uuid[], timestamptz, uuid[]) TO app, keeper;
