import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { tools } from '../conventions/registry.ts';
import { oneOf, seconds, strictObject, text, wholeNumber, yesOrNo } from '../core/schema.ts';
import { RULE_LEVELS, type HouseRule } from '../core/severities.ts';

const RULES: Readonly<Record<HouseRule, string>> = {
  gap: 'A number is left out between two migrations.',
  'missing-down': 'A migration has no way back.',
  'unpadded-version': 'A version has fewer digits than the guide asks for.',
  'lower-case-v': 'A folder begins with v instead of V.',
  'single-underscore':
    'One underscore separates version and description where there should be two.',
  'missing-if-exists': 'CREATE or DROP without IF [NOT] EXISTS.',
  'missing-comment': 'A script does not say at its beginning what it is for.',
  'mixed-changes': 'A script changes the schema and much data at once.',
  'too-large': 'A script does too much at once.',
  'unindexed-foreign-key': 'A foreign key without an index.',
  'data-loss': 'DROP or TRUNCATE of what holds data.',
  'drop-cascade': 'CASCADE drops what nobody has named.',
  'missing-where': 'UPDATE or DELETE without WHERE.',
  'unfillable-column':
    'A new column that rows which are there cannot have: NOT NULL without a default.',
  'existing-rows': 'A constraint that rows which are there may break.',
  'breaking-change':
    'A rename, another type or a dropped default, which the running application does not know.',
  'needs-no-transaction': 'A statement that the engine refuses in a transaction.',
  'several-statements': 'Several statements in a script without a transaction.',
  'new-enum-value': 'A value is added to an enum and used in the same transaction.',
  'hidden-invalid-index':
    'CREATE INDEX CONCURRENTLY IF NOT EXISTS, which takes the invalid index of a failed attempt.',
  'long-name': 'A name that PostgreSQL cuts off after 63 bytes.',
  'colliding-names': 'Two names that are the same after 63 bytes.',
  'revoked-rights': 'Rights are taken away.',
  'disabled-protection': 'Triggers, rules or row security are turned off.',
  'foreign-keys-pragma': 'PRAGMA foreign_keys in a transaction, which does nothing. SQLite only.',
  'attached-database': 'ATTACH, which changes another file as well. SQLite only.',
  'rewriting-type': 'A change of type that writes the whole table anew.',
  'rewriting-column': 'A new column that writes the whole table anew.',
  'scanning-not-null': 'SET NOT NULL, which reads the whole table under a lock.',
  'missing-not-valid': 'A constraint that reads the whole table under a lock.',
  'validating-at-once': 'VALIDATE in one transaction with NOT VALID.',
  'blocking-unique': 'A constraint that builds its index under a lock.',
  'missing-concurrently': 'An index or the like without CONCURRENTLY.',
  'heavy-lock': 'A statement that keeps others away for long.',
  'work-under-lock': 'A lock is waited for while another table is locked.',
  'missing-lock-timeout': 'A script waits for locks as long as it takes.',
  'json-column': 'json instead of jsonb.',
  'char-column': 'char(n) instead of text.',
  'varchar-column': 'varchar(n) instead of text.',
  'timestamp-without-zone': 'timestamp instead of timestamptz.',
  'int-primary-key': 'A primary key whose numbers end.',
  'cascading-drop': 'A table is dropped that rows of others refer to. SQLite only.',
  'portable-types': 'A type that one of the two engines does not have.',
};

const environment = strictObject({
  url: v.exactOptional(
    text(
      'The address of the database, such as sqlite:data/app.db or postgres://user:${env:PASSWORD}@host/app. ${env:NAME} stands for a variable of the environment or of .env, ${workspaceFolder} for the workspace folder. Without it, the address is looked for as in a project without environments.',
    ),
  ),
  shadowUrl: v.exactOptional(
    text(
      'A server on which migrations are checked before they are applied, in scratch databases that are made and dropped there: an address as in "url", or "pglite:" for PGlite from the project’s own node_modules. Default: the server of the environment itself, where that is on this machine and not protected. PostgreSQL only.',
    ),
  ),
  protected: v.exactOptional(
    yesOrNo('Nothing runs there before the name of the environment was typed.'),
  ),
  backup: v.exactOptional(
    oneOf(
      ['never', 'before-apply'],
      'Whether the database is copied before migrations are applied. Default: what the convention does.',
    ),
  ),
  timeouts: v.exactOptional(
    v.pipe(
      strictObject({
        lock: v.exactOptional(
          seconds(
            'How many seconds a statement waits for a lock that the application holds before it gives up and is tried again; 0: for ever. Default: 5, or what the role or the database has.',
          ),
        ),
        statement: v.exactOptional(
          seconds(
            'How many seconds a statement may take; 0: for ever. Default: what the role or the database has.',
          ),
        ),
      }),
      v.description('How long the scripts of migrations wait and work. PostgreSQL only.'),
    ),
  ),
});

/** `strata.json`. */
export const configSchema = strictObject({
  $schema: v.exactOptional(v.pipe(v.string(), v.description('The schema of this file.'))),
  migrations: v.exactOptional(
    text('The folder of the migrations, from here. Default: a well-known place that is there.'),
  ),
  convention: v.exactOptional(
    oneOf(
      tools.map(({ id }) => id),
      'The tool that the migrations are written for. Default: the one whose files they are.',
    ),
  ),
  options: v.exactOptional(
    v.pipe(
      strictObject({
        table: v.exactOptional(text('The name of the history table, perhaps with its schema.')),
        lockFile: v.exactOptional(
          text('The lock file, from the folder of the database. SQLite only.'),
        ),
        backupFolder: v.exactOptional(
          text('Where copies of the database go, from the folder of the database.'),
        ),
        backupRetention: v.exactOptional(wholeNumber(1, 'How many copies of the database stay.')),
      }),
      v.description('What the convention leaves open.'),
    ),
  ),
  environments: v.exactOptional(
    v.pipe(
      v.record(v.string(), environment, () => l10n.t('must be an object')),
      v.description('The databases of the project by name. The first is the default.'),
    ),
  ),
  defaultEnvironment: v.exactOptional(
    text('The environment that counts where none is chosen. Default: the first.'),
  ),
  rules: v.exactOptional(
    v.pipe(
      strictObject(
        Object.fromEntries(
          Object.entries(RULES).map(([id, description]) => [
            id,
            v.exactOptional(oneOf(RULE_LEVELS, description)),
          ]),
        ),
      ),
      v.description('How serious the team takes a house rule.'),
    ),
  ),
});
