-- What they are about to buy.
CREATE TABLE IF NOT EXISTS carts (id INTEGER PRIMARY KEY);
