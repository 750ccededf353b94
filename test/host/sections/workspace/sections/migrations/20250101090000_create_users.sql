-- UP
-- The people who buy.
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY
);

-- DOWN
DROP TABLE IF EXISTS users;
