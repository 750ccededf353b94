import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesOf } from './shipped.mjs';

/** The licences of the packages that the bundles contain, which their terms ask us to pass on. */
export function thirdPartyNotices(root, inputs) {
  return packagesOf(inputs)
    .map((folder) => notice(join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}
