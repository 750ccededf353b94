import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redact } from '../../../src/core/redact.ts';

describe('what is said of a statement with a password', () => {
  for (const [text, said] of [
    ["ALTER ROLE app PASSWORD 'hunter2'", "ALTER ROLE app PASSWORD '*******'"],
    [
      "create user a with encrypted\n  password\n'a''b' x",
      "create user a with encrypted\n  password\n'****' x",
    ],
    ["PASSWORD/* x */ E'a\\'b', 'c'", "PASSWORD/* x */ E'****', 'c'"],
    ['PASSWORD $$a$b$$ VALID', 'PASSWORD $$***$$ VALID'],
    ['PASSWORD $x$a$$b', 'PASSWORD $x$****'],
    [
      "EXECUTE 'ALTER ROLE a PASSWORD ''x''''y'' LOGIN'",
      "EXECUTE 'ALTER ROLE a PASSWORD ''******'' LOGIN'",
    ],
    ["OPTIONS (user 'u', password 'p')", "OPTIONS (user 'u', password '*')"],
    ["dblink('host=h password=pw user=u')", "dblink('host=h password=** user=u')"],
    ["'host=h password=''p w'''", "'host=h password=''***'''"],
    ["UPDATE users SET password = 'x' WHERE 1", "UPDATE users SET password = '*' WHERE 1"],
    ['postgres://u:a/b@c@h/d?x=1', 'postgres://u:*****@h/d?x=1'],
    ["('postgresql://u:p@h/d', 'mysql://:x'y@h')", "('postgresql://u:*@h/d', 'mysql://:***@h')"],
    [
      "ALTER USER a PASSWORT 'x' VALID UNTIL 'y'; SELECT 'z'",
      "ALTER USER a PASSWORT '*' VALID UNTIL '*'; SELECT 'z'",
    ],
    ['postgres://u@h/d?sslpassword=p&password=q', 'postgres://u@h/d?sslpassword=*&password=*'],
    ["PASSWORD 'never ends\nat all", "PASSWORD '**********\n******"],
  ] as const) {
    it(text, () => {
      assert.equal(redact(text), said);
      assert.equal(redact(text).length, text.length);
      assert.equal(redact(said), said);
    });
  }

  for (const text of [
    'ALTER ROLE app PASSWORD NULL',
    'CREATE TABLE users (password text NOT NULL, name text)',
    'SELECT passwords FROM a WHERE b = 1',
    'https://example.com:8080/a',
    'the password of “app” was refused',
  ]) {
    it(`nothing is hidden in: ${text}`, () => {
      assert.equal(redact(text), text);
    });
  }

  it('is what the statement has as one, wherever the server repeats it', () => {
    const statement = "ALTER ROLE a PASSWORD 'hunter2' x";
    assert.equal(redact('near "\'hunter2\'"', statement), 'near "\'*******\'"');
    assert.equal(redact('a is no role', "ALTER ROLE a PASSWORD 'a'"), 'a is no role');
  });

  it('is found in any text, in a time that grows as the text does', () => {
    const blanks = `password${' '.repeat(999)}`;
    const pieces = [
      blanks,
      `password${'/**/ '.repeat(99)}`,
      "password '",
      'password ',
      "password ''''",
      'a://b:',
      'password/*',
      'password--',
    ];
    // A pattern that goes back and forth would take hours.
    for (const piece of pieces) {
      const text = piece.repeat(1_000_000 / piece.length);
      assert.equal(redact(text).length, text.length);
    }
  });
});
