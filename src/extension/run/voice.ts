import type { Log } from '../log.ts';
import { showInformation, showInPassing } from '../window.ts';

/** In milliseconds. */
const IN_PASSING = 5000;

/** What Strata says of its own work; all of it stands in the log, too. */
export class Voice {
  readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  /** In passing: whoever looks elsewhere misses nothing. */
  tell(text: string): void {
    this.log.info(text);
    showInPassing(text, IN_PASSING);
  }

  say(text: string): void {
    this.log.info(text);
    void showInformation(text);
  }
}
