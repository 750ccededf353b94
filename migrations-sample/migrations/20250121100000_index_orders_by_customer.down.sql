-- Orders are again found by reading them all.

DROP INDEX IF EXISTS orders_by_customer;
