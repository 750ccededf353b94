-- The view holds no data of its own.

DROP VIEW IF EXISTS product_sales;
