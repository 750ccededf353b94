import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { tools } from '../../conventions/registry.ts';
import type { Connection } from '../../databases/database.ts';
import { connect } from '../../databases/open.ts';
import { CONFIG_FILE } from '../../project/config.ts';
import type { Destination } from '../../project/destination.ts';
import type { Project } from '../../project/project.ts';
import { sameDatabase, type NamedTarget } from '../../project/same-database.ts';
import { settleProject } from '../settle.ts';
import { backups, programs } from './around.ts';
import { capabilities, history, lock, rights, server, whyNotForWriting } from './database.ts';
import { failure, finding, type Finding } from './finding.ts';

/** How whoever asks finds things, so that exactly that is examined. */
export interface Examination {
  /** @throws StrataError */
  open(): Promise<Project>;
  /** @param environment the name of one; undefined: as chosen. @throws StrataError */
  locate(project: Project, environment?: string): Promise<Destination>;
  /** As for `connect`. */
  readonly isolated: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Looks step by step at what a run needs, and changes nothing: the findings come as they are made,
 * and end where what follows cannot be looked at.
 *
 * @throws StrataError `cancelled`
 */
export async function* examine(request: Examination): AsyncGenerator<Finding> {
  const project = await request.open().catch((error: unknown) => failure('project', error));
  if ('step' in project) {
    yield project;
    return;
  }
  yield folder(project);
  yield* configuration(project);

  const destination = await request
    .locate(project)
    .catch((error: unknown) => failure('address', error));
  if ('step' in destination) {
    yield destination;
    return;
  }
  const { target, source } = destination;
  yield finding('address', 'ok', l10n.t('{0}, from {1}', target.display, source));
  if (project.config.environments.length > 1) yield* environments(project, request);

  const options = {
    isolated: request.isolated,
    ...project.convention.session,
    ...(request.signal && { signal: request.signal }),
  };
  const connection = await connect(target, { ...options, mode: 'read' }).catch((error: unknown) =>
    failure('connection', error),
  );
  if ('step' in connection) {
    yield* [convention(project), connection];
    return;
  }
  try {
    yield server(connection, target);
    yield* await whyNotForWriting(target, options);
    yield* within(await settleProject(project, target, request), destination, connection, request);
  } finally {
    await connection.close();
  }
}

async function* within(
  project: Project,
  { target, environment }: Destination,
  connection: Connection,
  { signal }: Examination,
): AsyncGenerator<Finding> {
  yield convention(project);
  const looks = [
    () => capabilities(connection),
    () => rights(connection, target),
    () => history(connection, project),
    () => lock(connection, target, project, signal),
    () => backups(project, target, environment?.backup ?? null),
    () => programs(connection),
  ];
  for (const look of looks) yield* await look();
}

function folder({ root, name, migrationsFolder }: Project): Finding {
  return existsSync(join(root, migrationsFolder))
    ? finding('project', 'ok', l10n.t('{0}, migrations in {1}', root, migrationsFolder || '.'))
    : finding(
        'project',
        'warning',
        l10n.t('{0} has no folder {1} ({2}).', name, migrationsFolder, root),
        l10n.t('Make a first migration, or name the folder that holds them.'),
      );
}

function* configuration({ root, config }: Project): Generator<Finding> {
  const names = config.environments.map((each) =>
    each.protected ? l10n.t('{0} (protected)', each.name) : each.name,
  );
  const isThere = existsSync(join(root, CONFIG_FILE));
  yield finding(
    'configuration',
    'ok',
    !isThere
      ? l10n.t('There is no {0}; nothing needs one.', CONFIG_FILE)
      : names.length === 0
        ? l10n.t('{0} names no environments.', CONFIG_FILE)
        : l10n.t('{0} names the environments {1}.', CONFIG_FILE, names.join(', ')),
  );
  for (const { severity, message } of config.problems) {
    yield finding('configuration', severity === 'error' ? 'error' : 'warning', message);
  }
}

/** Each needs an address, and one of its own. */
async function* environments(project: Project, request: Examination): AsyncGenerator<Finding> {
  const targets: NamedTarget[] = [];
  for (const { name } of project.config.environments) {
    try {
      targets.push({ name, target: (await request.locate(project, name)).target });
    } catch (error) {
      yield failure('environments', error, 'warning');
    }
  }
  const shared = sameDatabase(targets);
  for (const { names, display } of shared) {
    yield finding(
      'environments',
      'warning',
      l10n.t('{0} are one database: {1}', names.join(', '), display),
      l10n.t('Give each environment a database of its own.'),
    );
  }
  if (shared.length === 0 && targets.length > 1) {
    yield finding('environments', 'ok', l10n.t('Each has a database of its own.'));
  }
}

function convention({ convention: { title }, detection }: Project): Finding {
  const { certain, reason } = detection;
  const known = reason === '' ? title : l10n.t('{0}, by {1}', title, reason);
  return certain
    ? finding('convention', 'ok', known)
    : finding(
        'convention',
        'warning',
        l10n.t('Probably {0}, but it is not certain.', known),
        l10n.t(
          'Say in {0} which one it is, as "convention": {1}.',
          CONFIG_FILE,
          tools.map(({ id }) => id).join(', '),
        ),
      );
}
