-- What each product has sold and earned, for the monthly look at the shelf.

DROP VIEW IF EXISTS product_sales;

CREATE VIEW product_sales AS
SELECT
    products.id AS product_id,
    products.name,
    COALESCE(SUM(order_lines.quantity), 0) AS sold,
    COALESCE(SUM(order_lines.quantity * order_lines.price_cents), 0) AS revenue_cents
FROM products
LEFT JOIN order_lines ON order_lines.product_id = products.id
GROUP BY products.id, products.name;
