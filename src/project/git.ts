import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** In milliseconds. */
const TIMEOUT = 5000;
/** In bytes. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/**
 * A repository may come from a stranger, so that nothing it configures is run: no file system
 * monitor, no signature program; and what is read fetches nothing, in the background neither.
 */
const CAUTION = [
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'log.showSignature=false'],
  ...['-c', 'i18n.logOutputEncoding=UTF-8'],
];
const CAUTIOUS_ENVIRONMENT = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  // Gits before 2.45 know only this way to forbid fetching: no protocol has this name.
  GIT_ALLOW_PROTOCOL: 'none',
  // A file may be called `:(glob)*`.
  GIT_LITERAL_PATHSPECS: '1',
};

/** The commit that brought a file under its name, and what brought the commit. */
export interface Origin {
  /** The whole hash. */
  readonly commit: string;
  readonly author: string;
  /** `YYYY-MM-DD`, in the author's time zone. */
  readonly date: string;
  readonly subject: string;
  /** Null: the commit was made on this branch, or nobody knows. */
  readonly merge: Merge | null;
}

export interface Merge {
  /** The whole hash. */
  readonly commit: string;
  /** Null where the merge does not say it. */
  readonly branch: string | null;
}

/** What git calls the person at work in this folder; null where there is no git or no name. */
export async function gitUserName(folder: string): Promise<string | null> {
  const name = await git(folder, 'config', 'user.name');
  return name === null || name.trim() === '' ? null : name.trim();
}

/**
 * Where a file comes from, as far as the history of the branch at hand tells.
 *
 * @param path relative to the folder
 * @returns null without git or a repository, for a file that is not committed, and where a shallow
 *   clone has no more of the history
 */
export async function originOf(folder: string, path: string): Promise<Origin | null> {
  const added = await git(
    folder,
    ...['log', '-1', '--diff-filter=A', '--no-follow', '--no-renames', '--no-ext-diff'],
    ...['--format=%H%x00%P%x00%an%x00%as%x00%s', 'HEAD', '--', path],
  );
  const [commit, parents, author, date, subject] = fieldsOf(added?.trimEnd() ?? '');
  if (!commit || !author || !date || subject === undefined) return null;
  // The oldest commit of a shallow clone seems to have brought everything.
  if (parents === '' && (await isShallow(folder))) return null;
  return { commit, author, date, subject, merge: await mergeOf(folder, commit) };
}

/** Of a file that was edited more often, the older contents are not looked for. */
const MOST_CONTENTS = 500;

/**
 * What a file has ever held in any branch, newest first; what it held under another name, last.
 *
 * @param path relative to the folder
 */
export async function* contentsOf(folder: string, path: string): AsyncGenerator<Uint8Array> {
  const told = new Set<string>();
  for (const renames of ['--no-renames', '--follow']) {
    const log = await git(
      folder,
      ...['log', '--all', renames, '-m', '--raw', '--no-abbrev', '--no-ext-diff', '--format='],
      ...['--', path],
    );
    // Each line tells the modes and contents before and after, such as `:100644 100644 old new M`.
    const blobs = [...(log ?? '').matchAll(/^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) /gm)];
    for (const [, before = '', after = ''] of blobs.slice(0, MOST_CONTENTS)) {
      for (const blob of [after, before]) {
        // Only zeros: there was no file.
        if (told.has(blob) || /^0+$/.test(blob)) continue;
        told.add(blob);
        const content = await gitBytes(folder, 'cat-file', 'blob', blob);
        if (content !== null) yield content;
      }
    }
  }
}

async function isShallow(folder: string): Promise<boolean> {
  return (await git(folder, 'rev-parse', '--is-shallow-repository'))?.trim() !== 'false';
}

/** The oldest commit of this branch itself that has the other one in it. */
async function mergeOf(folder: string, commit: string): Promise<Merge | null> {
  const since = `${commit}..HEAD`;
  // Asked for both at once, git follows descendants over first parents only and misses merges.
  const [descendants, own] = await Promise.all([
    git(folder, 'rev-list', '--ancestry-path', since),
    git(folder, 'log', '--first-parent', '--reverse', '--format=%H%x00%P%x00%s', since),
  ]);
  const containing = new Set(descendants?.split('\n'));
  for (const line of own?.split('\n') ?? []) {
    const [merge = '', parents = '', subject = ''] = fieldsOf(line);
    if (merge === '' || !containing.has(merge)) continue;
    const isOwn = parents.split(' ')[0] === commit;
    return isOwn ? null : { commit: merge, branch: branchIn(subject) };
  }
  return null;
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0001-\u001F\u007F-\u009F]/g;

/** Without what would steer a terminal: anybody may write a subject. */
function fieldsOf(line: string): readonly string[] {
  return line.split('\0').map((field) => field.replaceAll(CONTROL, '\uFFFD'));
}

/** As git itself, GitHub, GitLab and Bitbucket word it. */
const MERGE_SUBJECTS = [
  /^Merge (?:remote-tracking )?branch '(.+?)'(?: of .+)?(?: into .+)?$/,
  /^Merge pull request #\d+ from (\S+)$/,
  /^Merged in (\S+) \(pull request #\d+\)$/,
];

function branchIn(subject: string): string | null {
  for (const pattern of MERGE_SUBJECTS) {
    const [, branch] = pattern.exec(subject) ?? [];
    if (branch !== undefined) return branch;
  }
  return null;
}

/** What git prints; null where it is not there or does not do it. */
async function git(folder: string, ...parameters: readonly string[]): Promise<string | null> {
  return (await gitBytes(folder, ...parameters))?.toString() ?? null;
}

async function gitBytes(folder: string, ...parameters: readonly string[]): Promise<Buffer | null> {
  try {
    const { stdout } = await run('git', [...CAUTION, '-C', folder, ...parameters], {
      // Windows looks for programs in the working folder first, and that is a stranger's.
      cwd: dirname(process.execPath),
      env: { ...process.env, ...CAUTIOUS_ENVIRONMENT },
      encoding: 'buffer',
      timeout: TIMEOUT,
      maxBuffer: MOST_OUTPUT,
      windowsHide: true,
    });
    return stdout;
  } catch {
    return null;
  }
}
