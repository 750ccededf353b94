-- Find a customer's orders, newest first, without reading them all.

CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id, placed_at);
