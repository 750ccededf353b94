import * as l10n from '@vscode/l10n';
import { StrataError } from '../../core/errors.ts';
import type { Candidate, NewFile, ScaffoldRequest } from '../convention.ts';
import { DOWN, METADATA, UP } from './files.ts';
import { asDescription, folderName } from './names.ts';
import { downTemplate, metadataTemplate, upTemplate } from './templates.ts';

/** The folder that `migrate.py create` makes: the next number, two templates and the metadata. */
export function scaffold(
  request: ScaffoldRequest,
  existing: readonly Candidate[],
): readonly NewFile[] {
  if (request.numbering === 'timestamp') {
    throw new StrataError(
      'usage',
      l10n.t('Versioned folders are numbered: their runner refuses gaps between the numbers.'),
      { hint: l10n.t('Leave --timestamp out.') },
    );
  }
  const rest = asDescription(request.name);
  if (rest === '') {
    throw new StrataError(
      'usage',
      request.name.trim() === ''
        ? l10n.t('A migration needs a name, for example: add users')
        : l10n.t('"{0}" cannot be part of a folder’s name. Use letters and digits.', request.name),
    );
  }
  const version = nextVersion(existing);
  const description = rest.replaceAll('_', ' ');
  const author = (request.author ?? '').replaceAll(/\s+/g, ' ').trim() || 'unknown';
  const created = request.now.toISOString().replace(/\.\d+/, '');
  const reversible = request.reversible ?? request.sql?.down !== null;

  const folder = folderName(version, rest);
  const about = {
    title: `V${folder.slice(1, folder.indexOf('_'))}: ${description}`,
    author,
    created,
  };
  const up = request.sql?.up ?? upTemplate(about);
  const down = request.sql?.down ?? (reversible ? downTemplate(about) : null);
  const answers = { version, description, author, created, reversible };
  return [
    { path: `${folder}/${UP}`, content: up },
    ...(down === null ? [] : [{ path: `${folder}/${DOWN}`, content: down }]),
    { path: `${folder}/${METADATA}`, content: metadataTemplate(answers) },
  ];
}

export function nextVersion(existing: readonly Candidate[]): bigint {
  return (
    existing.reduce((newest, { version }) => {
      const each = BigInt(version);
      return each > newest ? each : newest;
    }, 0n) + 1n
  );
}
