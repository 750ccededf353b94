import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { TreeRow, Workbench } from '../support/workbench.ts';

/** Names by the row they are under, such as "Pending 2". */
export type Tree = Record<string, readonly string[]>;

export async function assertTree(workbench: Workbench, expected: Tree): Promise<void> {
  await eventually(async () => {
    const rows = await workbench.treeRows();
    assert.deepEqual(grouped(rows), Object.entries(expected));
  });
}

function grouped(rows: readonly TreeRow[]): [string, string[]][] {
  const groups: [string, string[]][] = [];
  for (const { name, description, isGroup } of rows) {
    if (isGroup) groups.push([`${name} ${description}`, []]);
    else groups.at(-1)?.[1].push(name);
  }
  return groups;
}

/** The grey text beside a name. */
export async function assertDescription(
  workbench: Workbench,
  name: string,
  expected: string | RegExp,
): Promise<void> {
  await eventually(async () => {
    const row = (await workbench.treeRows()).find((each) => each.name === name);
    assertText(row?.description ?? '', expected);
  });
}

export async function assertLenses(
  workbench: Workbench,
  ...expected: readonly (string | RegExp)[]
): Promise<void> {
  await eventually(async () => {
    const texts = await workbench.lensTexts();
    assert.equal(texts.length, expected.length, `there is: ${texts.join(' | ')}`);
    texts.forEach((text, index) => {
      assertText(text, expected[index] ?? '');
    });
  });
}

export async function assertSquiggled(
  workbench: Workbench,
  severity: 'error' | 'warning',
  ...lines: readonly string[]
): Promise<void> {
  await eventually(async () => {
    assert.deepEqual(await workbench.squiggledLines(severity), lines);
  });
}

export async function assertProblem(workbench: Workbench, ...parts: readonly string[]) {
  const problems = await workbench.openProblems();
  await eventually(async () => {
    const rows = (await problems.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    const found = rows.some((row) => parts.every((part) => row.includes(part)));
    assert.ok(found, `there is: ${rows.join(' | ')}`);
  });
}

/** What went well is to be seen in the tree, and nowhere else. */
export async function assertQuiet(workbench: Workbench): Promise<void> {
  assert.equal(await workbench.dialog.count(), 0);
  assert.deepEqual(await workbench.notifications.allInnerTexts(), []);
}

function assertText(actual: string, expected: string | RegExp): void {
  if (typeof expected === 'string') assert.equal(actual, expected);
  else assert.match(actual, expected);
}
