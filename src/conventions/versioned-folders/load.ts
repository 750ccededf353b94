import * as l10n from '@vscode/l10n';
import type { Metadata, Script } from '../../core/migration.ts';
import type { Problem } from '../../core/problem.ts';
import type { Candidate, Contents, Loaded } from '../convention.ts';
import { decode } from '../text-file.ts';
import { checksum, inTextMode } from './checksum.ts';
import { DOWN, METADATA, UP } from './files.ts';
import { readMetadata } from './metadata.ts';
import { folderOf } from './names.ts';
import { downTemplate } from './templates.ts';

/** A migration with its contents, as Python's text mode reads them. */
export function load(candidate: Candidate, contents: Contents): Loaded {
  const { version } = candidate;
  const problems: Problem[] = [];
  const runner = l10n.t('the project’s own runner');
  const read = (path: string): Pick<Script, 'sql' | 'unread'> => {
    const { text, problem, ...reading } = decode(path, contents.get(path), version, runner);
    if (problem !== null) problems.push(problem);
    return { sql: inTextMode(text), ...reading };
  };
  const script = (path: string): Script => ({
    path,
    ...read(path),
    start: { line: 1, column: 1 },
    marker: null,
    transactional: true,
  });

  const up = script(candidate.up);
  const written = candidate.down === null ? null : script(candidate.down);
  const metadata = candidate.metadata === null ? null : metadataOf(candidate.metadata);
  // The runner takes a file of no bytes for none; what cannot be read is still there.
  const isEmpty = written?.sql === '' && problems.every(({ path }) => path !== written.path);
  const down = isEmpty ? null : written;
  if (down === null && metadata?.reversible !== false) problems.push(missingDown(candidate));
  const { description } = candidate;
  return {
    migration: { version, description, up, down, checksum: checksum(up.sql), metadata },
    problems,
  };

  function metadataOf(path: string): Metadata {
    const { metadata, problems: found } = readMetadata({ path, version, text: read(path).sql });
    problems.push(...found);
    return metadata;
  }
}

function missingDown({ version, up, down }: Candidate): Problem {
  const folder = folderOf(up);
  const problem: Problem = {
    code: 'missing-down',
    severity: 'warning',
    message:
      down === null
        ? l10n.t(
            '{0} has no {1}, so it cannot be reverted. Add it, or say "reversible: false" in {2}.',
            folder,
            DOWN,
            METADATA,
          )
        : l10n.t(
            '{0} is empty, so the migration cannot be reverted. Write it, or delete it and say "reversible: false" in {1}.',
            down,
            METADATA,
          ),
    path: down ?? up,
    version,
    location: null,
  };
  if (down !== null) return problem;
  const path = `${up.slice(0, -UP.length)}${DOWN}`;
  return { ...problem, fix: { kind: 'create', path, content: downTemplate(null) } };
}
