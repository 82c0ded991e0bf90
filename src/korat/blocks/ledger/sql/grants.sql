-- Grants: who admits, gives and ends them. Each function asks the act that this very transaction has recorded; an act of
-- people among themselves names the one grant it is about.

-- Bulk loads of the owner name no requirement.
ALTER TABLE korat_ledger_grant ALTER COLUMN requires SET DEFAULT '{}';

-- What a newcomer may bring. Not one of these is an authority over anybody else.
CREATE FUNCTION ledger.own_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['self', 'case.file', 'case.reply', 'grant.give', 'grant.end', 'erase']$$;
-- What one may let another do in one's place: file, reply, follow one's cases. Never: give on, see the name and home, erase.
CREATE FUNCTION ledger.lendable_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['case.file', 'case.reply', 'case.follow']$$;
-- What one may let an office see: one's cases at every office; never a sealed one, the contact or the record.
CREATE FUNCTION ledger.shareable_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['case.share']$$;

-- A newcomer brings the right to act for oneself and nothing else.
CREATE FUNCTION ledger.admit(p_uuid uuid, p_kind text, p_purposes text[], p_basis text, OUT subject bigint, OUT self_grant bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT p_purposes <@ ledger.own_purposes() THEN
        RAISE EXCEPTION 'a newcomer acts for oneself alone' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_subject (uuid, kind, created_at) VALUES (p_uuid, p_kind, clock_timestamp()) RETURNING id INTO subject;
    -- From a day back: the clock of a web server may lag behind the database's.
    INSERT INTO korat_ledger_grant (uuid, kind, holder_id, subject_id, post, purposes, requires, basis, valid_from)
    VALUES (gen_random_uuid(), 'self', subject, subject, '', p_purposes, '{}', p_basis, clock_timestamp() - interval '1 day')
    RETURNING id INTO self_grant;
END $$;

-- Authority over the house as a whole, which no office's reach can narrow: who manages people gives it only if one has it.
CREATE FUNCTION ledger.house_purposes() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$SELECT ARRAY['pack.apply', 'house.watch']$$;

-- Whether the running act manages the people of these offices, or of the whole house where none is named: the house's own worker
-- does, a post those of its reach. What somebody brought along as one's own is no authority over posts.
CREATE FUNCTION ledger.manages(p_offices bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT session_user = current_user OR coalesce((
        SELECT (a).purpose IN ('people.manage', 'pack.apply') AND CASE (a).ground
            WHEN 'service' THEN true
            WHEN 'post' THEN p_offices <@ (SELECT reach FROM korat_ledger_grant WHERE id = (a).grant_id)
        END FROM ledger.running_act() AS a), false)
$$;

-- Whether an act reached all of these; their lines are written with it.
CREATE FUNCTION ledger.tells(a korat_ledger_act, p_subjects bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p_subjects <@ coalesce(array_agg(subject_id), '{}') FROM korat_ledger_actsubject
    WHERE act_id = a.id AND recorded_at = a.recorded_at
$$;

-- Whether a post asked for just this consent: the same person, post and purposes, and no longer. An answer after a month is none.
CREATE FUNCTION ledger.was_asked(g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM korat_ledger_act q WHERE q.about = g.uuid AND q.recorded_at > clock_timestamp() - interval '31 days'
        AND q.purpose = 'consent.ask' AND q.ground = 'post' AND NOT q.look AND q.actor_id = g.holder_id
        AND q.office_id = g.office_id AND q.post = g.post AND ledger.tells(q, ARRAY[g.subject_id])
        AND to_jsonb(g.purposes) = q.facts -> 'purposes'
        AND g.valid_to <= g.valid_from + make_interval(hours => (q.facts ->> 'hours')::integer))
$$;

-- Whether that act gives this grant: oneself over oneself, a witness for two others, an official in an emergency. A consent is
-- the answer of the very person to an office's question.
CREATE FUNCTION ledger.may_give(a korat_ledger_act, g korat_ledger_grant) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    bounded boolean := g.holder_id <> g.subject_id AND g.reach IS NULL AND cardinality(g.purposes) > 0
        AND g.valid_to <= g.valid_from + interval '366 days' AND g.valid_from <= clock_timestamp() + interval '366 days';
    lent boolean := bounded AND g.kind = 'mandate' AND g.office_id IS NULL AND g.post = ''
        AND g.purposes::text[] <@ ledger.lendable_purposes()
        AND (SELECT bool_and(kind IN ('person', 'organisation')) FROM korat_ledger_subject WHERE id IN (g.holder_id, g.subject_id));
    shared boolean := bounded AND g.kind = 'consent' AND g.purposes::text[] <@ ledger.shareable_purposes()
        AND g.valid_from <= clock_timestamp() + interval '5 minutes' AND ledger.in_post(g.holder_id, g.office_id, g.post);
BEGIN
    IF a.facts ->> 'grant' IS DISTINCT FROM g.uuid::text OR NOT ledger.tells(a, ARRAY[g.subject_id, g.holder_id]) THEN
        RETURN false;
    END IF;
    RETURN coalesce(CASE
        WHEN a.purpose = 'grant.give' THEN a.ground = 'self' AND g.subject_id = a.actor_id
            AND (lent OR shared AND ledger.was_asked(g))
        WHEN a.purpose = 'mandate.witness' THEN a.ground = 'post' AND lent AND a.actor_id NOT IN (g.subject_id, g.holder_id)
        -- Break-glass: for the official oneself, on one person, for hours, with a reason that this person can read.
        WHEN a.purpose = 'emergency' THEN a.ground = 'post' AND g.kind = 'emergency' AND g.holder_id = a.actor_id
            AND g.subject_id <> a.actor_id AND g.office_id = a.office_id AND g.post = a.post AND g.reach IS NULL
            AND g.purposes::text[] <@ ARRAY['emergency.look'] AND g.valid_from <= clock_timestamp() + interval '5 minutes'
            AND g.valid_to <= clock_timestamp() + interval '24 hours'
            AND EXISTS (SELECT FROM korat_ledger_actsubject WHERE act_id = a.id AND recorded_at = a.recorded_at
                AND subject_id = g.subject_id AND length(btrim(detail::jsonb ->> 'reason')) >= 10)
        ELSE false
    END, false);
END $$;

-- A key of an organisation's program: a grant of its own, held by the organisation, for its own office, narrow and short.
CREATE FUNCTION ledger.is_key(g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        g.kind = 'service' AND g.holder_id = g.office_id AND g.reach = ARRAY[g.holder_id] AND g.subject_id IS NULL AND g.post = ''
        AND cardinality(g.purposes) > 0 AND g.purposes::text[] <@ ARRAY['case.file', 'case.read']
        AND g.valid_to <= g.valid_from + interval '366 days'
        AND EXISTS (SELECT FROM korat_ledger_subject WHERE id = g.holder_id AND kind = 'organisation')
        -- The act that makes or ends it names the organisation.
        AND ledger.tells(ledger.running_act(), ARRAY[g.holder_id]), false)
$$;

-- Who manages people makes and ends posts and keys, within the own reach: no mandate over anybody, and no emergency.
CREATE FUNCTION ledger.may_manage(g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (g.kind = 'post' AND g.reach IS NOT NULL OR ledger.is_key(g)) AND ledger.manages(g.reach || g.office_id)
$$;
CREATE FUNCTION ledger.gives_away_the_house(g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT ledger.manages(NULL) AND EXISTS (
        SELECT FROM unnest(g.purposes::text[]) AS given(purpose) WHERE purpose = ANY (ledger.house_purposes()) AND purpose <> ALL (
            SELECT unnest(purposes) FROM korat_ledger_grant WHERE id = (ledger.running_act()).grant_id))
$$;

CREATE FUNCTION ledger.give(
    p_uuid uuid, p_kind text, p_holder bigint, p_office bigint, p_post text, p_subject bigint, p_purposes text[], p_reach bigint[],
    p_basis text, p_from timestamptz, p_to timestamptz, p_requires text[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    g.uuid := p_uuid; g.kind := p_kind; g.holder_id := p_holder; g.office_id := p_office; g.post := p_post;
    g.subject_id := p_subject; g.purposes := p_purposes; g.reach := p_reach; g.basis := p_basis; g.requires := p_requires;
    g.valid_from := p_from; g.valid_to := p_to;
    IF NOT (ledger.may_manage(g) AND NOT ledger.gives_away_the_house(g) OR ledger.may_give(ledger.running_act(), g)) THEN
        RAISE EXCEPTION 'a grant without an act that gives it' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_grant (uuid, kind, holder_id, office_id, post, subject_id, purposes, reach, basis, requires, valid_from, valid_to)
    VALUES (g.uuid, g.kind, g.holder_id, g.office_id, g.post, g.subject_id, g.purposes, g.reach, g.basis, g.requires, g.valid_from, g.valid_to)
    RETURNING id INTO g.id;
    RETURN g.id;
END $$;

-- Whether that act ends this grant. Nobody needs leave to give a power back, or to take back what one lent.
CREATE FUNCTION ledger.may_finish(a korat_ledger_act, g korat_ledger_grant) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(a.facts ->> 'grant' = g.uuid::text AND CASE a.purpose
        WHEN 'grant.end' THEN a.ground = 'self' AND (
            g.subject_id = a.actor_id AND g.kind IN ('mandate', 'consent', 'emergency')
            OR g.holder_id = a.actor_id AND g.kind IN ('mandate', 'consent', 'emergency', 'post'))
        WHEN 'mandate.witness' THEN a.ground = 'post' AND g.kind = 'mandate' AND ledger.tells(a, ARRAY[g.subject_id, g.holder_id])
        WHEN 'grant.expire' THEN a.ground = 'service' AND g.valid_to <= clock_timestamp()
        ELSE false
    END, false)
$$;

CREATE FUNCTION ledger.finish(p_grant bigint, p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    g korat_ledger_grant;
BEGIN
    SELECT * INTO g FROM korat_ledger_grant WHERE id = p_grant AND ended_at IS NULL FOR UPDATE;
    IF g.id IS NULL THEN
        RETURN;
    END IF;
    IF NOT (ledger.may_manage(g) OR ledger.may_finish(ledger.running_act(), g)) THEN
        RAISE EXCEPTION 'a grant ended without an act that ends it' USING ERRCODE = 'KR403';
    END IF;
    UPDATE korat_ledger_grant SET ended_at = p_at WHERE id = p_grant;
END $$;

-- A competence is said by who manages people, of one person who holds a post there, in an act that reaches that person.
CREATE FUNCTION ledger.hold_competence(p_subject bigint, p_code text, p_from timestamptz, p_to timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT (ledger.tells(ledger.running_act(), ARRAY[p_subject]) AND (ledger.manages(NULL) OR EXISTS (
        SELECT FROM korat_ledger_grant g WHERE g.holder_id = p_subject AND g.kind = 'post' AND g.ended_at IS NULL
        AND ledger.manages(ARRAY[g.office_id])))) THEN
        RAISE EXCEPTION 'a competence without an act' USING ERRCODE = 'KR403';
    END IF;
    INSERT INTO korat_ledger_competence (subject_id, code, valid_from, valid_to) VALUES (p_subject, p_code, p_from, p_to)
    ON CONFLICT (subject_id, code) DO UPDATE SET valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to;
END $$;

-- Which looks open to the person concerned only after some days: pack data, and never longer than the table's bound.
CREATE FUNCTION ledger.delay_looks(p_purposes text[], p_days integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT (ledger.manages(NULL) AND (session_user = current_user OR (ledger.running_act()).purpose = 'pack.apply')) THEN
        RAISE EXCEPTION 'a delay without a pack' USING ERRCODE = 'KR403';
    END IF;
    DELETE FROM korat_ledger_lookdelay;
    INSERT INTO korat_ledger_lookdelay (purpose, days) SELECT * FROM unnest(p_purposes, p_days);
END $$;
