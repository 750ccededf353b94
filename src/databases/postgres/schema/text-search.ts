import { isOwn, type Part } from './catalog.ts';

export const textSearchDictionaries: Part = `
  SELECT 'other' AS kind, n.nspname AS schema, NULL AS owner,
    'text search dictionary ' || d.dictname AS name,
    concat_ws(' ', 'TEMPLATE', t.tmplname, d.dictinitoption) AS definition,
    NULL::integer AS position
  FROM pg_ts_dict d
    JOIN pg_namespace n ON n.oid = d.dictnamespace
    JOIN pg_ts_template t ON t.oid = d.dicttemplate
  WHERE ${isOwn('pg_ts_dict', 'd')}`;

export const textSearchConfigurations: Part = `
  SELECT 'other', n.nspname, NULL, 'text search configuration ' || c.cfgname,
    concat_ws(' ', 'PARSER', p.prsname, (
      SELECT string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary, ', '
        ORDER BY m.maptokentype, m.mapseqno)
      FROM pg_ts_config_map m WHERE m.mapcfg = c.oid)), NULL
  FROM pg_ts_config c
    JOIN pg_namespace n ON n.oid = c.cfgnamespace
    JOIN pg_ts_parser p ON p.oid = c.cfgparser
  WHERE ${isOwn('pg_ts_config', 'c')}`;

export const conversions: Part = `
  SELECT 'other', n.nspname, NULL, 'conversion ' || c.conname,
    concat_ws(' ', CASE WHEN c.condefault THEN 'DEFAULT' END, 'FOR',
      pg_encoding_to_char(c.conforencoding), 'TO', pg_encoding_to_char(c.contoencoding),
      'FROM', c.conproc), NULL
  FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
  WHERE ${isOwn('pg_conversion', 'c')}`;
