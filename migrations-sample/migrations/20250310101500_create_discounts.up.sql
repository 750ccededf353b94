-- Discount codes, in per cent off an order's total.

CREATE TABLE IF NOT EXISTS discounts (
    code TEXT PRIMARY KEY NOT NULL,
    percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
    expires_at TEXT
);
