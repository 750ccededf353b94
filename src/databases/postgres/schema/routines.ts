import { isMade, isOwn, type Part } from './catalog.ts';

/** Functions with the types of their arguments, which alone tell them apart. */
const NAME = `p.proname || '(' || oidvectortypes(p.proargtypes) || ')'`;

/** Procedures and window functions, too. */
export const functions: Part = `
  SELECT 'function' AS kind, n.nspname AS schema, NULL AS owner, ${NAME} AS name,
    rtrim(pg_get_functiondef(p.oid), E'\n') AS definition, NULL::integer AS position
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prokind IN ('f', 'p', 'w') AND ${isOwn('pg_proc', 'p')} AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
      AND d.deptype = 'i')`;

export const aggregates: Part = `
  SELECT 'aggregate', n.nspname, NULL, ${NAME},
    concat_ws(', ', 'SFUNC = ' || a.aggtransfn, 'STYPE = ' || format_type(a.aggtranstype, NULL),
      'SSPACE = ' || nullif(a.aggtransspace, 0),
      'FINALFUNC = ' || nullif(a.aggfinalfn::oid, 0)::regproc,
      'FINALFUNC_MODIFY = ' || a.aggfinalmodify::text, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
      'COMBINEFUNC = ' || nullif(a.aggcombinefn::oid, 0)::regproc,
      'SERIALFUNC = ' || nullif(a.aggserialfn::oid, 0)::regproc,
      'DESERIALFUNC = ' || nullif(a.aggdeserialfn::oid, 0)::regproc,
      'INITCOND = ' || quote_literal(a.agginitval),
      'MSFUNC = ' || nullif(a.aggmtransfn::oid, 0)::regproc,
      'MINVFUNC = ' || nullif(a.aggminvtransfn::oid, 0)::regproc,
      'MFINALFUNC = ' || nullif(a.aggmfinalfn::oid, 0)::regproc,
      'MSTYPE = ' || format_type(nullif(a.aggmtranstype, 0), NULL),
      'MINITCOND = ' || quote_literal(a.aggminitval),
      'SORTOP = ' || nullif(a.aggsortop, 0)::regoperator,
      'PARALLEL = ' || p.proparallel::text,
      CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' WHEN 'o' THEN 'ORDERED SET' END), NULL
  FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace
    JOIN pg_aggregate a ON a.aggfnoid = p.oid
  WHERE ${isOwn('pg_proc', 'p')}`;

export const operators: Part = `
  SELECT 'operator', n.nspname, NULL,
    o.oprname || '(' || concat_ws(', ', CASE o.oprleft WHEN 0 THEN 'NONE'
      ELSE format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL)) || ')',
    concat_ws(', ', 'FUNCTION = ' || o.oprcode,
      'COMMUTATOR = ' || nullif(o.oprcom, 0)::regoperator,
      'NEGATOR = ' || nullif(o.oprnegate, 0)::regoperator,
      'RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc,
      'JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc,
      CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END), NULL
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  WHERE ${isOwn('pg_operator', 'o')}`;

const MEMBERS = (family: string): string => `
      (SELECT string_agg(concat_ws(' ', 'OPERATOR', m.amopstrategy, m.amopopr::regoperator,
          'FOR ORDER BY ' || nullif(m.amopsortfamily, 0)), ', ' ORDER BY m.amopstrategy,
          m.amopopr::regoperator::text)
        FROM pg_amop m WHERE m.amopfamily = ${family}),
      (SELECT string_agg(concat_ws(' ', 'FUNCTION', m.amprocnum, m.amproc::regprocedure), ', '
          ORDER BY m.amprocnum, m.amproc::regprocedure::text)
        FROM pg_amproc m WHERE m.amprocfamily = ${family})`;

export const operatorFamilies: Part = `
  SELECT 'other', n.nspname, NULL, 'operator family ' || f.opfname || ' USING ' || m.amname,
    concat_ws(' ', ${MEMBERS('f.oid')}), NULL
  FROM pg_opfamily f
    JOIN pg_namespace n ON n.oid = f.opfnamespace
    JOIN pg_am m ON m.oid = f.opfmethod
  WHERE ${isOwn('pg_opfamily', 'f')}`;

export const operatorClasses: Part = `
  SELECT 'other', n.nspname, NULL, 'operator class ' || c.opcname || ' USING ' || m.amname,
    concat_ws(' ', CASE WHEN c.opcdefault THEN 'DEFAULT' END, 'FOR TYPE',
      format_type(c.opcintype, NULL), 'STORAGE ' || format_type(nullif(c.opckeytype, 0), NULL),
      'FAMILY', f.opfname), NULL
  FROM pg_opclass c
    JOIN pg_namespace n ON n.oid = c.opcnamespace
    JOIN pg_am m ON m.oid = c.opcmethod
    JOIN pg_opfamily f ON f.oid = c.opcfamily
  WHERE ${isOwn('pg_opclass', 'c')}`;

export const casts: Part = `
  SELECT 'cast', NULL, NULL,
    format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL),
    concat_ws(' ', CASE c.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT'
        ELSE 'WITH FUNCTION ' || c.castfunc::regprocedure END,
      CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END), NULL
  FROM pg_cast c
  WHERE ${isMade('pg_cast', 'c')}`;
