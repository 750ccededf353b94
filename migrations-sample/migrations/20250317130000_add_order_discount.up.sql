-- Remember which discount code an order used.

ALTER TABLE orders ADD COLUMN discount_code TEXT REFERENCES discounts (code);

CREATE INDEX IF NOT EXISTS orders_by_discount ON orders (discount_code);
