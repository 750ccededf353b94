/** Functions, in lower case, that one engine has and the other hasn't. */
const POSTGRES = new Set([
  ...['now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'extract', 'age'],
  ...['date_part', 'date_trunc', 'to_char', 'to_date', 'to_timestamp', 'make_interval'],
  ...['gen_random_uuid', 'uuid_generate_v4', 'uuidv4', 'uuidv7', 'md5'],
  ...['nextval', 'currval', 'setval', 'generate_series', 'unnest', 'array_agg', 'string_to_array'],
  ...['array_to_string', 'array_append', 'array_length', 'split_part', 'regexp_replace'],
  ...['regexp_matches', 'initcap', 'btrim', 'lpad', 'rpad', 'greatest', 'least', 'to_tsvector'],
  ...['json_build_object', 'jsonb_build_object', 'json_agg', 'jsonb_agg', 'to_json', 'to_jsonb'],
]);

const SQLITE = new Set([
  ...['datetime', 'strftime', 'julianday', 'unixepoch', 'timediff', 'ifnull', 'iif', 'instr'],
  ...['group_concat', 'json_group_array', 'json_group_object', 'json_extract', 'printf', 'hex'],
  ...['randomblob', 'zeroblob', 'typeof', 'last_insert_rowid', 'changes', 'total_changes'],
]);

/** The only engine that has a function of this name; null: both have it, or it is somebody's own. */
export function engineOnly(name: string): 'PostgreSQL' | 'SQLite' | null {
  if (POSTGRES.has(name)) return 'PostgreSQL';
  return SQLITE.has(name) ? 'SQLite' : null;
}
