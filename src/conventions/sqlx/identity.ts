export const ID = 'sqlx';

export const CONFIG_FILE = 'sqlx.toml';
