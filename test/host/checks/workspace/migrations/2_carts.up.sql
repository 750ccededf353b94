-- What people put into their carts.
CREATE TABLE IF NOT EXISTS carts (id INTEGER PRIMARY KEY, user_name TEXT NOT NULL);
