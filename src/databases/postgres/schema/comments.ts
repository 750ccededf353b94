import { FIRST_OID, type Part } from './catalog.ts';

/** On anything, by what the server calls that; a table's own are its. */
export const comments: Part = `
  SELECT 'comment' AS kind, i.schema, c.relname AS owner, i.type || ' ' || i.identity AS name,
    quote_literal(d.description) AS definition, NULL::integer AS position
  FROM pg_description d
    LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
    CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
  WHERE (d.objoid >= ${FIRST_OID} OR d.classoid = 'pg_namespace'::regclass
      AND d.objoid = (SELECT oid FROM pg_namespace WHERE nspname = 'public'))
    AND NOT EXISTS (SELECT FROM members e WHERE e.classid = d.classoid AND e.objid = d.objoid)
    AND d.classoid <> 'pg_extension'::regclass`;
