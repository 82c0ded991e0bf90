-- The law of the house. Runs as the owner; the application's role gets EXECUTE on the functions and no right to write these tables.

CREATE TABLE korat_ledger_act (
    id bigint GENERATED ALWAYS AS IDENTITY,
    uuid uuid NOT NULL,
    kind text NOT NULL,
    kind_version smallint NOT NULL,
    look boolean NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- The leaf names the actor only by SHA-256(salt || subject uuid).
    actor_id bigint NOT NULL,
    salt bytea NOT NULL,
    office_id bigint,
    post text NOT NULL,
    grant_id bigint NOT NULL,
    ground text NOT NULL,
    purpose text NOT NULL,
    basis text NOT NULL,
    about uuid,
    cause uuid,
    depth smallint NOT NULL DEFAULT 0 CHECK (depth <= 5),
    facts jsonb NOT NULL,
    pack_hash text NOT NULL,
    request text NOT NULL,
    commitment bytea NOT NULL,
    PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX act_about ON korat_ledger_act (about, id);
CREATE INDEX act_uuid ON korat_ledger_act (uuid);
-- The person's own looks, folded to one a session and kind of page.
CREATE INDEX act_own_look ON korat_ledger_act (actor_id, purpose, recorded_at) WHERE look AND ground = 'self';

CREATE TABLE korat_ledger_actsubject (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    act_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    subject_id bigint NOT NULL,
    look boolean NOT NULL,
    detail text,
    salt bytea,
    commitment bytea NOT NULL,
    PRIMARY KEY (act_id, subject_id, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX actsubject_subject ON korat_ledger_actsubject (subject_id, look, act_id DESC);

CREATE TABLE korat_ledger_idempotency (
    key text PRIMARY KEY,
    about uuid,
    act uuid NOT NULL
);

CREATE TABLE korat_ledger_pending (
    act_id bigint PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    xact xid8 NOT NULL
);

CREATE TABLE korat_ledger_leaf (
    index bigint PRIMARY KEY,
    act_id bigint NOT NULL UNIQUE,
    recorded_at timestamptz NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- The one look each backend holds open. Unlogged: a backend does not survive a crash either.
CREATE UNLOGGED TABLE korat_ledger_opening (
    pid integer PRIMARY KEY,
    token uuid NOT NULL,
    xact xid8 NOT NULL,
    opened_at timestamptz NOT NULL,
    purpose text NOT NULL,
    subjects bigint[] NOT NULL,
    reach bigint[]
) WITH (fillfactor = 50);

-- One a year: what happened to a thing is asked for by the thing, through every partition since it began.
CREATE FUNCTION ledger.make_partitions(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    year date := date_trunc('year', first);
    parent text;
BEGIN
    WHILE year <= last LOOP
        FOREACH parent IN ARRAY ARRAY['korat_ledger_act', 'korat_ledger_actsubject'] LOOP
            EXECUTE format('CREATE TABLE IF NOT EXISTS public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                parent || to_char(year, '_YYYY'), parent,
                year::timestamp AT TIME ZONE 'UTC', (year + interval '1 year')::timestamp AT TIME ZONE 'UTC');
        END LOOP;
        year := year + interval '1 year';
    END LOOP;
END $$;

-- Whether somebody is in this post at this moment.
CREATE FUNCTION ledger.in_post(p_holder bigint, p_office bigint, p_post text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM korat_ledger_grant WHERE holder_id = p_holder AND kind = 'post' AND office_id = p_office AND post = p_post
        AND ended_at IS NULL AND valid_from <= clock_timestamp() AND (valid_to IS NULL OR valid_to > clock_timestamp()))
$$;

-- A grant that holds now, for this holder, purpose and these subjects, and whose holder has what it requires (such as a licence) on
-- this very day; or an error that says which of these fails.
CREATE FUNCTION ledger.checked_grant(p_grant bigint, p_holder bigint, p_purpose text, p_subjects bigint[]) RETURNS korat_ledger_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    SELECT * INTO g FROM korat_ledger_grant WHERE id = p_grant;
    IF g.id IS NULL OR g.holder_id <> p_holder THEN
        RAISE EXCEPTION 'the grant is not the actor''s' USING ERRCODE = 'KR403';
    END IF;
    IF g.ended_at IS NOT NULL OR g.valid_from > clock_timestamp() OR g.valid_to <= clock_timestamp() THEN
        RAISE EXCEPTION 'the grant does not hold now' USING ERRCODE = 'KR403';
    END IF;
    IF p_purpose <> ALL (g.purposes) THEN
        RAISE EXCEPTION 'the grant is not for purpose %', p_purpose USING ERRCODE = 'KR403';
    END IF;
    IF g.subject_id IS NOT NULL AND NOT p_subjects <@ ARRAY[g.subject_id] THEN
        RAISE EXCEPTION 'the grant is for another subject' USING ERRCODE = 'KR403';
    END IF;
    IF cardinality(g.requires) > 0 AND EXISTS (
        SELECT FROM unnest(g.requires) AS needed(code) WHERE NOT EXISTS (
            SELECT FROM korat_ledger_competence c WHERE c.subject_id = p_holder AND c.code = needed.code
            AND c.valid_from <= clock_timestamp() AND (c.valid_to IS NULL OR c.valid_to > clock_timestamp()))
    ) THEN
        RAISE EXCEPTION 'the holder lacks a competence' USING ERRCODE = 'KR403';
    END IF;
    -- A consent was given to a post with somebody in it, and an emergency taken in one: both sleep when either has gone.
    IF g.kind IN ('consent', 'emergency') AND NOT ledger.in_post(p_holder, g.office_id, g.post) THEN
        RAISE EXCEPTION 'the holder has left the post that was trusted' USING ERRCODE = 'KR403';
    END IF;
    RETURN g;
END $$;

-- One salted commitment a subject: SHA-256(salt || subject uuid || 0x00 || detail). Erasing salt and detail leaves it whole.
CREATE FUNCTION ledger.write_act(
    g korat_ledger_grant, p_uuid uuid, p_kind text, p_version smallint, p_look boolean, p_occurred timestamptz, p_purpose text,
    p_about uuid, p_cause uuid, p_request text, p_facts jsonb, p_subjects bigint[], p_details text[]
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
    v_id bigint := nextval('korat_ledger_act_id_seq');
    v_depth smallint := 0;
    v_anchor uuid;
    v_salt bytea;
    v_commitment bytea;
    v_all bytea[] := '{}';
    v_total bytea;
BEGIN
    IF p_cause IS NOT NULL THEN
        SELECT depth + 1 INTO v_depth FROM korat_ledger_act WHERE uuid = p_cause;
    END IF;
    -- Mostly one subject: a loop costs a quarter of one statement over all.
    FOR i IN 1 .. cardinality(p_subjects) LOOP
        SELECT uuid INTO v_anchor FROM korat_ledger_subject WHERE id = p_subjects[i];
        CONTINUE WHEN NOT FOUND;
        v_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
        v_commitment := sha256(v_salt || uuid_send(v_anchor) || '\x00'::bytea || convert_to(coalesce(p_details[i], ''), 'UTF8'));
        INSERT INTO korat_ledger_actsubject (act_id, recorded_at, subject_id, look, detail, salt, commitment)
        VALUES (v_id, v_at, p_subjects[i], p_look, p_details[i], v_salt, v_commitment);
        v_all := v_all || v_commitment;
    END LOOP;
    SELECT sha256(coalesce(string_agg(one, ''::bytea ORDER BY one), ''::bytea)) INTO v_total FROM unnest(v_all) AS one;
    INSERT INTO korat_ledger_act OVERRIDING SYSTEM VALUE VALUES (
        v_id, p_uuid, p_kind, p_version, p_look, p_occurred, v_at, g.holder_id,
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), g.office_id, g.post, g.id, g.kind, p_purpose, g.basis,
        p_about, p_cause, coalesce(v_depth, 0), p_facts,
        coalesce((SELECT hash FROM korat_ledger_appliedpack ORDER BY id DESC LIMIT 1), ''), p_request, v_total);
    INSERT INTO korat_ledger_pending VALUES (v_id, v_at, pg_current_xact_id());
    RETURN v_id;
END $$;

-- Whom an act must be allowed to concern: never asked for oneself; a grant that one gives or ends has one other side.
CREATE FUNCTION ledger.others(p_actor bigint, p_purpose text, p_subjects bigint[]) RETURNS bigint[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_purpose IN ('grant.give', 'grant.end') AND cardinality(array_remove(p_subjects, p_actor)) <= 1 THEN '{}'
        ELSE array_remove(p_subjects, p_actor) END
$$;

-- Records a change and opens this transaction, and no other, for writing.
CREATE FUNCTION ledger.record(
    p_uuid uuid, p_kind text, p_version smallint, p_occurred timestamptz, p_actor bigint, p_grant bigint, p_purpose text,
    p_about uuid, p_cause uuid, p_key text, p_request text, p_facts jsonb, p_subjects bigint[], p_details text[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_id bigint;
    v_done uuid;
BEGIN
    IF p_key IS NOT NULL THEN
        INSERT INTO korat_ledger_idempotency VALUES (p_key, p_about, p_uuid) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            SELECT about INTO v_done FROM korat_ledger_idempotency WHERE key = p_key;
            RAISE EXCEPTION 'done before' USING ERRCODE = 'KR409', DETAIL = coalesce(v_done::text, '');
        END IF;
    END IF;
    v_id := ledger.write_act(
        ledger.checked_grant(p_grant, p_actor, p_purpose, ledger.others(p_actor, p_purpose, p_subjects)), p_uuid, p_kind, p_version,
        false, p_occurred, p_purpose, p_about, p_cause, p_request, p_facts, p_subjects, p_details);
    PERFORM set_config('korat.act', v_id::text, true);
    RETURN v_id;
END $$;

-- Writes a look and remembers it for this backend. Only after the commit do the policies accept it. A mandate and a consent open
-- cases and nothing else, each for its own purpose; the post's own office is written a second time, negated, so that the policies can tell the office itself from
-- those that reach it from above.
CREATE FUNCTION ledger.look(
    p_uuid uuid, p_kind text, p_occurred timestamptz, p_actor bigint, p_grant bigint, p_purpose text, p_about uuid, p_request text,
    p_session text, p_subjects bigint[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant := ledger.checked_grant(p_grant, p_actor, p_purpose, p_subjects);
BEGIN
    IF g.kind = 'mandate' AND p_purpose <> 'case.follow' OR g.kind = 'consent' AND p_purpose <> 'case.share' THEN
        RAISE EXCEPTION 'what was lent opens cases alone' USING ERRCODE = 'KR403';
    END IF;
    IF g.kind <> 'self' OR NOT EXISTS (
        SELECT 1 FROM korat_ledger_act WHERE look AND ground = 'self' AND actor_id = p_actor AND purpose = p_purpose
        AND recorded_at > now() - interval '12 hours' AND facts ->> 'session' = p_session AND kind = p_kind
    ) THEN
        PERFORM ledger.write_act(g, p_uuid, p_kind, 1::smallint, true, p_occurred, p_purpose, p_about, NULL, p_request,
            CASE WHEN g.kind = 'self' THEN jsonb_build_object('session', p_session) ELSE '{}' END, p_subjects,
            array_fill(NULL::text, ARRAY[cardinality(p_subjects)]));
    END IF;
    INSERT INTO korat_ledger_opening VALUES (pg_backend_pid(), p_uuid, pg_current_xact_id(), clock_timestamp(), p_purpose, p_subjects,
        CASE WHEN g.reach IS NULL OR g.office_id IS NULL THEN g.reach ELSE g.reach || -g.office_id END)
    ON CONFLICT (pid) DO UPDATE SET token = EXCLUDED.token, xact = EXCLUDED.xact, opened_at = EXCLUDED.opened_at,
        purpose = EXCLUDED.purpose, subjects = EXCLUDED.subjects, reach = EXCLUDED.reach;
    PERFORM set_config('korat.look', p_uuid::text, false);
END $$;

-- The open look of this backend: committed (not of the running transaction) and younger than 30 seconds.
CREATE FUNCTION ledger.opened() RETURNS korat_ledger_opening
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o FROM korat_ledger_opening o
    WHERE pid = pg_backend_pid() AND token = NULLIF(current_setting('korat.look', true), '')::uuid
    AND opened_at > clock_timestamp() - interval '30 seconds' AND xact IS DISTINCT FROM pg_current_xact_id_if_assigned()
$$;
CREATE FUNCTION ledger.looked_subjects() RETURNS bigint[] LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS 'SELECT (ledger.opened()).subjects';
CREATE FUNCTION ledger.looked_reach() RETURNS bigint[] LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS 'SELECT (ledger.opened()).reach';
CREATE FUNCTION ledger.looked_purpose() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS 'SELECT (ledger.opened()).purpose';

-- Whether the running transaction has recorded an act. The owner migrates and loads in bulk without.
CREATE FUNCTION ledger.has_act() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT session_user = current_user OR EXISTS (
        SELECT 1 FROM korat_ledger_pending
        WHERE act_id = NULLIF(current_setting('korat.act', true), '')::bigint AND xact = pg_current_xact_id_if_assigned())
$$;

-- The act that the running transaction recorded last; all NULL when there is none.
CREATE FUNCTION ledger.running_act() RETURNS korat_ledger_act
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a FROM korat_ledger_pending p JOIN korat_ledger_act a ON a.id = p.act_id AND a.recorded_at = p.recorded_at
    WHERE p.act_id = NULLIF(current_setting('korat.act', true), '')::bigint AND p.xact = pg_current_xact_id_if_assigned()
$$;

CREATE FUNCTION ledger.needs_act() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT ledger.has_act() THEN
        RAISE EXCEPTION '% on % without an act', TG_OP, TG_TABLE_NAME USING ERRCODE = 'KR403';
    END IF;
    RETURN NULL;
END $$;
