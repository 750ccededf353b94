import { createHash, randomBytes } from 'node:crypto';

/** Who makes scratch databases: one shadow, in one process, for one project. */
export interface Maker {
  /** What the names of all its databases begin with. */
  readonly prefix: string;
  /** The advisory lock that it holds for as long as it lives. */
  readonly lock: bigint;
}

const NAME = /^strata_shadow_[0-9a-f]{8}_\d+_([0-9a-f]{12})_\d+$/;

/** @param project its folder, of which the name tells no more than a hash */
export function newMaker(project: string): Maker {
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 8);
  const unique = randomBytes(6).toString('hex');
  return { prefix: `strata_shadow_${hash}_${process.pid}_${unique}`, lock: BigInt(`0x${unique}`) };
}

export function scratchName({ prefix }: Maker, number: number): string {
  return `${prefix}_${number}`;
}

/** The lock of who has made a database of this name; null: it is none of ours. */
export function makersLock(name: string): bigint | null {
  const unique = NAME.exec(name)?.[1];
  return unique === undefined ? null : BigInt(`0x${unique}`);
}

const MARK = 'Strata: a scratch database to check migrations on';

/** The comment on a scratch database, for whoever finds it; in one language, since we look for it. */
export function scratchComment(made: Date): string {
  const when = made.toISOString().replace(/\.\d+Z$/, 'Z');
  return `${MARK}. Made by process ${process.pid} at ${when}; may be dropped when nobody is connected.`;
}

export function isScratchComment(comment: string | null): boolean {
  return comment?.startsWith(`${MARK}.`) ?? false;
}
