import { basename, relative, sep } from 'node:path';

export interface NamedProject {
  /** Absolute. */
  readonly root: string;
  /** From the root; null: as the project's configuration says. */
  readonly migrationsFolder: string | null;
  /** The workspace folder that it is in. */
  readonly folder: { readonly name: string; readonly path: string };
}

/**
 * What the window calls each project: its folder's name and, where two have the same, its path
 * from the workspace folder, that folder's own name before it, at last its migrations folder.
 */
export function projectNames(projects: readonly NamedProject[]): readonly string[] {
  const shorter = projects.map(folderName);
  const longer = projects.map(pathFromFolder);
  const longest = projects.map((project, index) => `${project.folder.name}/${longer[index] ?? ''}`);
  const exact = projects.map(
    (each, index) => `${longer[index] ?? ''}: ${each.migrationsFolder ?? ''}`,
  );
  return projects.map((project, index) => {
    const isBelow = project.root !== project.folder.path;
    const candidates = [shorter, longer, ...(isBelow ? [longest] : []), exact];
    const unique = candidates.find((names) => isUnique(names, names[index]));
    return unique?.[index] ?? project.root;
  });
}

function folderName({ root, folder }: NamedProject): string {
  return root === folder.path ? folder.name : basename(root);
}

function pathFromFolder({ root, folder }: NamedProject): string {
  return root === folder.path ? folder.name : relative(folder.path, root).split(sep).join('/');
}

function isUnique(names: readonly string[], name: string | undefined): boolean {
  return name !== undefined && names.filter((each) => each === name).length === 1;
}
