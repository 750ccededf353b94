-- Keep each order's total with the order; the next migration fills it in.

ALTER TABLE orders ADD COLUMN total_cents INTEGER NOT NULL DEFAULT 0;
