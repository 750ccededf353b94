import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Tally } from '../../support/tally.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { Shop } from './harness.ts';
import { assertHarmless } from './harmless.ts';

const tally = new Tally('hostile-files', ['inputs', 'commands']);
after(() => {
  tally.write();
});

const simple = { '.env': 'DATABASE_URL=sqlite:shop.db\n', 'migrations/1_x.sql': 'SELECT 1;\n' };

/** Every command that reads files before it does anything else. */
const READERS = [['status', '--json'], ['validate', '--format', 'github'], ['doctor'], ['init']];

/** What the folder's files may be made to be. */
const KINDS: Readonly<Record<string, (path: string) => void>> = {
  'a FIFO': (path) => execFileSync('mkfifo', [path]),
  'a link to a FIFO': (path) => {
    const fifo = join(temporaryFolder('fifo'), 'fifo');
    execFileSync('mkfifo', [fifo]);
    symlinkSync(fifo, path);
  },
  'a link to /dev/zero': (path) => {
    symlinkSync('/dev/zero', path);
  },
  'a link to /dev/stdin': (path) => {
    symlinkSync('/dev/stdin', path);
  },
  'a link to itself': (path) => {
    symlinkSync(path, path);
  },
  'a link to a folder': (path) => {
    symlinkSync('/', path);
  },
  'a folder': (path) => {
    mkdirSync(path);
  },
  'a hole of 8 GB': (path) => {
    openSync(path, 'w');
    truncateSync(path, 8 * 1024 ** 3);
  },
};

const PATHS = [
  '.env',
  '.gitignore',
  'strata.json',
  'sqlx.toml',
  'migrations/2_y.sql',
  'migrations/V001__x/up.sql',
  'migrations/V001__x/metadata.yaml',
];

describe('a file that is none', { skip: process.platform === 'win32' }, () => {
  for (const [kind, make] of Object.entries(KINDS)) {
    for (const path of PATHS) {
      it(`${path} is ${kind}`, async () => {
        const files = path.includes('V001') ? { 'migrations/V001__x/down.sql': '' } : {};
        // The project is below, so that it has to be looked for.
        const shop = new Shop(
          Object.fromEntries(
            Object.entries({ ...simple, ...files }).map(([name, text]) => [`in/${name}`, text]),
          ),
        );
        const place = shop.path(`in/${path}`);
        execFileSync('rm', ['-rf', place]);
        make(place);
        if (path === '.gitignore') make(shop.path('.gitignore'));
        tally.add('inputs');
        await Promise.all(
          READERS.slice(0, 2).map(async (command) => {
            tally.add('commands');
            assertHarmless(await shop.strata(...command), `${command.join(' ')}, ${path}: ${kind}`);
          }),
        );
      });
    }
  }
});
