/** What `sqlx migrate add` writes into new files (sqlx-core/src/migrate/migration_type.rs). */
export const SIMPLE_TEMPLATE = '-- Add migration script here\n';
export const UP_TEMPLATE = '-- Add up migration script here\n';
export const DOWN_TEMPLATE = '-- Add down migration script here\n';
