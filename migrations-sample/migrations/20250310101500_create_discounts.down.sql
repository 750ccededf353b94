-- The codes themselves are lost.

DROP TABLE IF EXISTS discounts;
