-- The tree of RFC 6962 over the leaves, its signed heads, and what witnesses keep. Written by these functions alone.

-- The roots of complete subtrees of two leaves and more, numbered in the order in which they come to be: with n leaves there are
-- n - bit_count(n) of them, without a gap. `korat.kernel.merkle.position` says which is which.
CREATE TABLE korat_ledger_node (
    position bigint PRIMARY KEY,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE korat_ledger_head (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    origin text NOT NULL,
    signed_at timestamptz NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64)
);

-- Our heads that a witness has cosigned: its line, as C2SP tlog-cosignature writes it.
CREATE TABLE korat_ledger_cosignature (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    witness text NOT NULL,
    size bigint NOT NULL,
    line text NOT NULL,
    received_at timestamptz NOT NULL,
    UNIQUE (witness, size)
);

-- Heads of others that we have checked and keep as their witness.
CREATE TABLE korat_ledger_witnessed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin text NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    kept_at timestamptz NOT NULL,
    UNIQUE (origin, size)
);

CREATE FUNCTION ledger.tree_size() RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS 'SELECT coalesce(max(index) + 1, 0) FROM korat_ledger_leaf';

-- Gives pending acts their place and stores the inner nodes they complete. `p_size` is the size that the caller grew the tree
-- from: when another sequencer was faster nothing is done and false returned, and the caller simply begins anew.
CREATE FUNCTION ledger.seal(p_size bigint, p_acts bigint[], p_leaves bytea[], p_nodes bytea[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_inner bigint := p_size - bit_count(p_size::bit(64));
    v_grown bigint := p_size + cardinality(p_acts);
    v_sealed bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger.seal'));
    IF p_size <> ledger.tree_size() THEN
        RETURN false;
    END IF;
    WITH taken AS (
        DELETE FROM korat_ledger_pending WHERE act_id = ANY (p_acts) RETURNING act_id, recorded_at
    )
    INSERT INTO korat_ledger_leaf (index, act_id, recorded_at, hash)
    SELECT p_size + h.place - 1, taken.act_id, taken.recorded_at, h.hash
    FROM taken JOIN unnest(p_acts, p_leaves) WITH ORDINALITY AS h(act, hash, place) ON h.act = taken.act_id;
    GET DIAGNOSTICS v_sealed = ROW_COUNT;
    IF v_sealed <> cardinality(p_acts) OR cardinality(p_nodes) <> v_grown - bit_count(v_grown::bit(64)) - v_inner THEN
        RAISE EXCEPTION 'acts or nodes are missing' USING ERRCODE = 'KR500';
    END IF;
    INSERT INTO korat_ledger_node (position, hash)
    SELECT v_inner + n.place - 1, n.hash FROM unnest(p_nodes) WITH ORDINALITY AS n(hash, place);
    RETURN true;
END $$;

-- A head is published once for each size, and for none that the tree has not reached.
CREATE FUNCTION ledger.publish(p_size bigint, p_root bytea, p_origin text, p_at timestamptz, p_key text, p_signature bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF p_size > ledger.tree_size() THEN
        RAISE EXCEPTION 'the tree has not grown to %', p_size USING ERRCODE = 'KR500';
    END IF;
    INSERT INTO korat_ledger_head VALUES (p_size, p_root, p_origin, p_at, p_key, p_signature) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION ledger.keep_cosignature(p_witness text, p_size bigint, p_line text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO korat_ledger_cosignature (witness, size, line, received_at) VALUES (p_witness, p_size, p_line, p_at) ON CONFLICT DO NOTHING
$$;

-- Keeps a head of another log if the one kept before is still the one that the caller checked against. C2SP tlog-witness wants
-- both in one step: else a smaller head could come to stand after a larger one.
CREATE FUNCTION ledger.keep_witnessed(p_origin text, p_old bigint, p_size bigint, p_root bytea, p_note text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger.witness'), hashtext(p_origin));
    IF p_size < p_old OR p_old <> (SELECT coalesce(max(size), 0) FROM korat_ledger_witnessed WHERE origin = p_origin) THEN
        RETURN false;
    END IF;
    INSERT INTO korat_ledger_witnessed (origin, size, root, note, kept_at) VALUES (p_origin, p_size, p_root, p_note, p_at)
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
