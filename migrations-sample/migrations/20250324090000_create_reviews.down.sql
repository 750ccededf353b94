-- All reviews are lost.

DROP TABLE IF EXISTS reviews;
