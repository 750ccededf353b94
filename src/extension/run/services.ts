import type { Gateway } from '../model/gateway.ts';
import type { Confirm } from './confirm.ts';
import type { Turns } from './turns.ts';
import type { Voice } from './voice.ts';

/** What everything that changes a database has in common: the way there, and how people are asked and told. */
export interface FlowServices {
  readonly gateway: Gateway;
  readonly turns: Turns;
  readonly confirm: Confirm;
  readonly voice: Voice;
}
