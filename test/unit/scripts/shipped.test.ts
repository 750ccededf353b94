import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../../..');

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly hasInstallScript?: boolean;
        readonly resolved?: string;
        readonly integrity?: string;
      }
    >
  >;
}

describe('what ships of other people’s', () => {
  it('is locked with its hash, and runs nothing when it is installed', async () => {
    const { shippedPackages } = (await import(join(root, 'scripts/shipped.mjs'))) as {
      shippedPackages: () => Promise<readonly string[]>;
    };
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
    const shipped = await shippedPackages();
    assert.ok(shipped.includes('node_modules/pg') && shipped.includes('node_modules/yaml'));
    for (const folder of shipped) {
      assert.match(packages[folder]?.integrity ?? '', /^sha512-/, folder);
      assert.ok(!packages[folder]?.hasInstallScript, `${folder} has an install script`);
    }
  });
});
