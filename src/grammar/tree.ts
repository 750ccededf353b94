import type { Node } from '@pgsql/types';

/** Such as `AlterTableStmt`, as PostgreSQL's parser calls it. */
export type NodeKind = Node extends infer N ? (N extends Node ? keyof N : never) : never;

/** What a node of this kind holds. */
export type NodeOf<K extends NodeKind> = Extract<Node, Record<K, unknown>>[K];

/** What is in a node if it is of this kind; null: it is of another, or there is none. */
export function as<K extends NodeKind>(node: Node | null | undefined, kind: K): NodeOf<K> | null {
  return (node as Partial<Record<K, NodeOf<K>>> | null | undefined)?.[kind] ?? null;
}

/** Those of a list that are of this kind. */
export function allOf<K extends NodeKind>(
  nodes: readonly Node[] | undefined,
  kind: K,
): readonly NodeOf<K>[] {
  return (nodes ?? []).flatMap((node): NodeOf<K>[] => {
    const found = as(node, kind);
    return found === null ? [] : [found];
  });
}

/** What a tree has of one kind, wherever; outer ones before those within them. */
export function* within<K extends NodeKind>(tree: Node, kind: K): Generator<NodeOf<K>> {
  // Some fields hold a node without its kind, such as `relation`: these are not found.
  const open: unknown[] = [tree];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && kind in value) yield (value as Record<K, NodeOf<K>>)[kind];
    for (const each of (Object.values(value) as unknown[]).reverse()) open.push(each);
  }
}

/** The parts of a name that is a list of strings, such as `schema.type`. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return allOf(nodes, 'String').map(({ sval }) => sval ?? '');
}
