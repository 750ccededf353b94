import type { Project } from '../../project/project.ts';
import { displayAddress, type Address } from '../session.ts';
import { printableLine } from './printable.ts';

/** Where a command acts: `shop · sqlite:./shop.db (DATABASE_URL in .env) · sqlx`. */
export function header(project: Project, address: Address): string {
  const where = `${displayAddress(address, project)} (${address.source})`;
  return printableLine([project.name, where, project.convention.title].join(' · '));
}
