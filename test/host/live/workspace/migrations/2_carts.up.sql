CREATE TABLE carts (id INTEGER PRIMARY KEY);
CREATE INDEX carts_by_id ON carts (id);
