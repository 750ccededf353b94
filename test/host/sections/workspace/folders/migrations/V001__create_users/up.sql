-- The people who buy.
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY);
