-- Carry over what was sold at the market stall before there was a shop.

INSERT INTO customers (id, email, name, created_at) VALUES
    (1, 'ada@example.com', 'Ada Byron', '2024-11-02T09:12:00Z'),
    (2, 'grace@example.com', 'Grace Murray', '2024-11-09T10:40:00Z'),
    (3, 'edgar@example.com', 'Edgar Codd', '2024-11-16T11:05:00Z');

INSERT INTO products (id, sku, name, price_cents) VALUES
    (1, 'ETH-250', 'Yirgacheffe, 250 g', 1190),
    (2, 'COL-250', 'Huila, 250 g', 990),
    (3, 'HSE-1000', 'House blend, 1 kg', 2490);

INSERT INTO orders (id, customer_id, placed_at) VALUES
    (1, 1, '2024-11-02T09:15:00Z'),
    (2, 2, '2024-11-09T10:42:00Z'),
    (3, 3, '2024-11-16T11:08:00Z'),
    (4, 1, '2024-12-07T09:31:00Z');

INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES
    (1, 1, 2, 1190),
    (2, 2, 1, 990),
    (2, 3, 1, 2490),
    (3, 3, 2, 2490),
    (4, 1, 1, 1190),
    (4, 2, 3, 990);
