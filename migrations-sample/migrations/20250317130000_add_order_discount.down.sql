-- Which code an order used is lost; its total stays.

DROP INDEX IF EXISTS orders_by_discount;

ALTER TABLE orders DROP COLUMN discount_code;
