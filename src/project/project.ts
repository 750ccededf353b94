import { basename, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { tools } from '../conventions/registry.ts';
import type { Convention, Tool } from '../conventions/convention.ts';
import { StrataError } from '../core/errors.ts';
import type { RuleSeverities } from '../core/severities.ts';
import { suggest } from '../core/suggest.ts';
import { CONFIG_FILE, NO_CONFIG, type ProjectConfig } from './config.ts';
import { detectIn } from './detect.ts';
import { DEFAULT_PLACE, findPlace } from './places.ts';
import { readConfigFile } from './read-config.ts';

/** A folder with migrations, and the tool they are written for. */
export interface Project {
  /** Absolute. */
  readonly root: string;
  readonly name: string;
  readonly convention: Convention;
  /** Relative to `root`, with `/`. */
  readonly migrationsFolder: string;
  readonly config: ProjectConfig;
  readonly detection: Detection;
  /** Everything that the above was made from: equal texts, equal projects. */
  readonly fingerprint: string;
}

/** Why a project has the convention that it has. */
export interface Detection {
  /** False: something else is as likely, and creating files would decide it. */
  readonly certain: boolean;
  /** Somebody said so, by an option, `strata.json` or the tool's own configuration. */
  readonly configured: boolean;
  /** Such as "the name V001__users/up.sql", for people. */
  readonly reason: string;
}

export interface ProjectOptions {
  /** Instead of what the tool's configuration says; relative to `root` or absolute. */
  readonly migrationsFolder?: string | undefined;
  readonly convention?: string | undefined;
  /** Of the editor's settings; what `strata.json` says counts more. */
  readonly rules?: RuleSeverities | undefined;
}

/**
 * Opens a project by what is written about it and, where nothing is, by what its files look like.
 *
 * @throws StrataError `configuration` for a wrong `strata.json` or configuration of the tool's own,
 *   and for migrations of a tool that Strata does not speak; `usage` for an unknown convention
 */
export async function openProject(root: string, options: ProjectOptions = {}): Promise<Project> {
  const absolute = resolve(root);
  const text = await readConfigFile(absolute, CONFIG_FILE);
  const config = text === null ? NO_CONFIG : await readConfig(text, join(absolute, CONFIG_FILE));
  const { tool, toolConfig, folder, detection } = await choose(absolute, config, options);
  const { convention } = await tool.configure(toolConfig, config.options);
  return {
    root: absolute,
    name: basename(absolute),
    convention,
    migrationsFolder: folder,
    config: { ...config, rules: { ...options.rules, ...config.rules } },
    detection,
    fingerprint: JSON.stringify([
      ...[tool.id, absolute, folder, detection, options.rules, text],
      ...toolConfig,
    ]),
  };
}

/** Its grammar and schema are loaded by those only who have such a file. */
async function readConfig(text: string, path: string): Promise<ProjectConfig> {
  return (await import('./parse-config.ts')).parseConfig(text, path);
}

interface Choice {
  readonly tool: Tool;
  readonly toolConfig: ReadonlyMap<string, string>;
  readonly folder: string;
  readonly detection: Detection;
}

async function choose(
  root: string,
  config: ProjectConfig,
  options: ProjectOptions,
): Promise<Choice> {
  const written = options.migrationsFolder ?? config.migrations;
  const configured = await findConfigured(root, config, options);
  if (configured !== null) {
    const { tool, toolConfig, reason } = configured;
    const { migrationsFolder } = await tool.configure(toolConfig, config.options);
    const usual = toolConfig.size > 0 ? null : await findPlace(root);
    const folder = fromRoot(root, written ?? usual ?? migrationsFolder);
    return { tool, toolConfig, folder, detection: { certain: true, configured: true, reason } };
  }
  const folder = fromRoot(root, written ?? (await findPlace(root)) ?? DEFAULT_PLACE);
  const { tool, certain, reason } = await detectIn(root, folder);
  return {
    tool,
    toolConfig: new Map(),
    folder,
    detection: { certain, configured: false, reason },
  };
}

/** The tool that somebody has named, or whose own configuration lies beside the project. */
async function findConfigured(
  root: string,
  { convention }: ProjectConfig,
  options: ProjectOptions,
): Promise<(Pick<Choice, 'tool' | 'toolConfig'> & { readonly reason: string }) | null> {
  const id = options.convention ?? convention;
  if (id !== null) {
    const tool = findTool(id);
    const reason = options.convention === undefined ? CONFIG_FILE : l10n.t('as asked for');
    return { tool, toolConfig: await readToolConfig(root, tool), reason };
  }
  for (const tool of tools) {
    const toolConfig = await readToolConfig(root, tool);
    const [reason] = toolConfig.keys();
    if (reason !== undefined) return { tool, toolConfig, reason };
  }
  return null;
}

function findTool(id: string): Tool {
  const found = tools.find((tool) => tool.id === id);
  if (found !== undefined) return found;
  const known = tools.map((tool) => tool.id);
  throw new StrataError(
    'usage',
    l10n.t('Unknown convention "{0}". Known: {1}.', id, known.join(', ')),
    { hint: suggest(id, known) },
  );
}

async function readToolConfig(root: string, tool: Tool): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const path of tool.configFiles) {
    const text = await readConfigFile(root, path);
    if (text !== null) files.set(path, text);
  }
  return files;
}

function fromRoot(root: string, folder: string): string {
  return relative(root, resolve(root, folder)).split(sep).join('/');
}
