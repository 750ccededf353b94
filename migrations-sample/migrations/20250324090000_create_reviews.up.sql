-- Reviews: one to five stars, at most one for each customer and product.

CREATE TABLE IF NOT EXISTS reviews (
    product_id INTEGER NOT NULL REFERENCES products (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    comment TEXT,
    written_at TEXT NOT NULL,
    PRIMARY KEY (product_id, customer_id)
);

CREATE INDEX IF NOT EXISTS reviews_by_customer ON reviews (customer_id);
