import { basename, relative, sep } from 'node:path';

export interface NamedProject {
  /** Absolute. */
  readonly root: string;
  /** The workspace folder that it is in. */
  readonly folder: { readonly name: string; readonly path: string };
}

/**
 * What the window calls each project: its folder's name and, where two have the same, its path
 * from the workspace folder, at last with that folder's own name before it.
 */
export function projectNames(projects: readonly NamedProject[]): readonly string[] {
  const shorter = projects.map(folderName);
  const longer = projects.map(pathFromFolder);
  const longest = projects.map((project, index) => `${project.folder.name}/${longer[index] ?? ''}`);
  return projects.map((project, index) => {
    const candidates = [shorter, longer, project.root === project.folder.path ? [] : longest];
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
