-- Whose key this is: answers only to who holds both halves, so a login to the database cannot list the keys.
CREATE FUNCTION house.provider_by_key(given text, hash bytea)
  RETURNS TABLE (id uuid, code text, name text, agency_id uuid, scopes text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT p.id, p.code::text, p.name::text, p.agency_id, k.scopes::text[]
    FROM public.exchange_providerkey AS k JOIN public.exchange_provider AS p ON p.id = k.provider_id
    WHERE k.name = given AND k.secret_hash = hash AND p.is_active AND k.revoked_at IS NULL
      AND (k.expires_at IS NULL OR k.expires_at > now()) $$;
GRANT EXECUTE ON FUNCTION house.provider_by_key(text, bytea) TO app;

CREATE POLICY exchange_providerkey_functions ON exchange_providerkey TO owner USING (true) WITH CHECK (true);
CREATE POLICY exchange_provider_functions ON exchange_provider TO owner USING (true) WITH CHECK (true);
REVOKE UPDATE ON exchange_provider, exchange_providerkey, exchange_delivery FROM app;
GRANT UPDATE (revoked_at) ON exchange_providerkey TO app;
GRANT UPDATE (is_active, name) ON exchange_provider TO app;
