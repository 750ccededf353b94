import type { ShadowSettings } from '../../shadow.ts';
import type { ScratchSession } from './scratch-session.ts';

/** Where scratch databases are made and dropped. */
export interface Scratch {
  /** Such as `18.4`. */
  readonly version: string;
  /** For people, and without a password. */
  readonly place: string;
  /** How many may be there beside each other. */
  readonly most: number;
  /** It has gone away, and with it what was made there. */
  readonly isLost: boolean;

  /**
   * A new database, empty or a copy of one that nobody is connected to.
   *
   * @returns its name
   * @throws StrataError `connect`; ScratchGone
   */
  make(copied: string | null): Promise<string>;

  /** @throws StrataError `connect`, `cancelled`; ScratchGone */
  open(
    name: string,
    settings: ShadowSettings,
    signal: AbortSignal | undefined,
  ): Promise<ScratchSession>;

  /** Whoever is connected to it. */
  drop(name: string): Promise<void>;

  close(): Promise<void>;
}

/** Somebody else has dropped a scratch database. */
export class ScratchGone extends Error {}
