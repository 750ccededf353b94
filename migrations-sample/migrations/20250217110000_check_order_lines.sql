-- Rebuild order_lines with checks, since SQLite cannot add one to a table that is there.

CREATE TABLE order_lines_checked (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    PRIMARY KEY (order_id, product_id)
);

INSERT INTO order_lines_checked (order_id, product_id, quantity, price_cents)
SELECT order_id, product_id, quantity, price_cents
FROM order_lines;

DROP TABLE order_lines;

ALTER TABLE order_lines_checked RENAME TO order_lines;

CREATE INDEX IF NOT EXISTS order_lines_by_product ON order_lines (product_id);
