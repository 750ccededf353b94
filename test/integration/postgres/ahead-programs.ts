import type { Random } from '../../reliability/random.ts';

/** A migration's script, up or down. */
export interface Step {
  readonly version: number;
  readonly isUp: boolean;
  readonly script: string;
}

/** Makes what the scripts of a program work on. */
export const GROUNDWORK = `
  CREATE TABLE history (version bigint PRIMARY KEY, name text);
  CREATE SCHEMA other CREATE TABLE history (version text);
  CREATE TABLE base (x int);
  CREATE TABLE uniq (x int PRIMARY KEY);
  INSERT INTO uniq VALUES (1);
  CREATE TABLE late (x int);
  CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM 1 / NEW.x; RETURN NULL; END $$;
  CREATE CONSTRAINT TRIGGER late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION late();`;

/** Up and perhaps down again, each script a few statements, of which some fail. */
export function program(random: Random): readonly Step[] {
  const count = 3 + random.below(8);
  const versions = Array.from({ length: count }, (_, index) => index + 1);
  const step = (version: number, isUp: boolean): Step => ({
    ...{ version, isUp },
    script: script(random, isUp ? version : version + 100),
  });
  const ups = versions.map((version) => step(version, true));
  const isReverted = random.below(3) === 0;
  return isReverted ? [...ups, ...versions.toReversed().map((each) => step(each, false))] : ups;
}

function script(random: Random, id: number): string {
  const statements = Array.from({ length: random.below(5) }, () => {
    const dice = random.below(100);
    return random.pick(dice < 8 ? FAILING : dice < 11 ? ENDING : HARMLESS);
  });
  const text = statements.join(random.pick(['; ', ';\n', ';\r\n', ';;\n-- and\n']));
  return text.replaceAll('#', String(id));
}

const HARMLESS = [
  '',
  '-- nothing',
  '/* nothing; */',
  'BEGIN',
  'CREATE TABLE t# (x int)',
  'CREATE VIEW v# AS SELECT count(*) AS n FROM base',
  'CREATE INDEX ON base (x)',
  `ALTER TABLE base ADD COLUMN c# text DEFAULT 'a;b'`,
  'INSERT INTO base VALUES (#)',
  'UPDATE base SET x = x + 1',
  'CREATE FUNCTION f#() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$',
  'DO $$ BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN NULL; END $$',
  `DO $$ BEGIN FOR i IN 1..100 LOOP RAISE NOTICE '%', repeat('n', 300); END LOOP; END $$`,
  'SAVEPOINT a',
  'SAVEPOINT a; INSERT INTO base VALUES (-1); ROLLBACK TO a',
  'SAVEPOINT a; INSERT INTO base VALUES (-2); RELEASE a',
  `SELECT 'größe 🦉', generate_series(1, 200)`,
  'COPY base TO STDOUT',
  'CREATE TEMP TABLE IF NOT EXISTS history (version int)',
  `INSERT INTO other.history VALUES ('#')`,
  'SET search_path = other, public',
  `SET search_path = ''`,
  'SET LOCAL search_path = pg_temp, public',
  'SET ROLE pg_monitor',
  'SET SESSION AUTHORIZATION pg_monitor',
  `SET client_encoding = 'LATIN1'`,
  'SET standard_conforming_strings = off',
  `SET lock_timeout = '1s'; SET LOCAL statement_timeout = '2min'`,
  'SET default_transaction_isolation = serializable',
  `SET DateStyle = German; SET TimeZone = 'Asia/Tokyo'`,
  'SET plan_cache_mode = force_generic_plan',
  'RESET ALL',
  'SET CONSTRAINTS ALL IMMEDIATE',
  `LISTEN x#; NOTIFY x#, 'hello'`,
  'DECLARE h# CURSOR WITH HOLD FOR SELECT 1',
  'PREPARE p# AS SELECT 1; EXECUTE p#',
  'DISCARD TEMP',
  'SELECT pg_advisory_lock(99), pg_advisory_xact_lock(98)',
  `CREATE FUNCTION public.count(int) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'`,
  'CREATE OPERATOR public.= (LEFTARG = bigint, RIGHTARG = int, FUNCTION = int84eq)',
  'CREATE OPERATOR public./ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)',
  'LOCK TABLE public.history IN ACCESS EXCLUSIVE MODE',
  `ALTER TABLE public.history ADD COLUMN IF NOT EXISTS note text DEFAULT 'n'`,
];

const FAILING = [
  'SELEC 1',
  'SELECT 1/0',
  `SELECT '🦉', nothing FROM base`,
  `INSERT INTO base SELECT '🦉'`,
  'CREATE TABLE public.base (x int)',
  `SELECT 'open`,
  'SELECT $a$ open',
  '/* open',
  'INSERT INTO public.uniq VALUES (1)',
  'INSERT INTO public.late VALUES (0)',
  'CREATE TABLE e# (x int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO e# VALUES (1), (1)',
  `DO $$ BEGIN RAISE EXCEPTION 'own' USING ERRCODE = '34000', HINT = 'h', DETAIL = 'd'; END $$`,
  'DO $$ BEGIN COMMIT; END $$',
  'ROLLBACK TO a',
  'VACUUM',
  'SET statement_timeout = 5; SELECT pg_sleep(10)',
  'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  'SET TRANSACTION READ ONLY',
  'DROP TABLE public.history',
  'ALTER TABLE public.history RENAME TO gone',
  `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN PERFORM 1/0; END $f$;
    CREATE TRIGGER no BEFORE INSERT ON public.history FOR EACH ROW EXECUTE FUNCTION no()`,
];

/**
 * Of the transaction that they are applied in, for another one. What is outside of any is read-only
 * where scripts are sent ahead; no plan holds a script that gets there.
 */
const ENDING = ['COMMIT AND CHAIN', 'ROLLBACK AND CHAIN', `PREPARE TRANSACTION 'x#'`];
