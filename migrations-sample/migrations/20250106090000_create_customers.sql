-- Customers: people who order, known by their e-mail address.

CREATE TABLE IF NOT EXISTS customers (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL -- ISO 8601, UTC, as everywhere in this schema
);
