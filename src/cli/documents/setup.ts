import type { BaseDocument } from './shared.ts';

export interface CreateDocument extends BaseDocument<'create'> {
  readonly created: readonly string[];
}

export interface InitDocument extends BaseDocument<'init'> {
  readonly environment: string | null;
  readonly historyTable: string | null;
  /** False: it was there already. */
  readonly created: boolean;
}

export interface DoctorDocument extends BaseDocument<'doctor'> {
  /** No step's verdict is `error`. */
  readonly healthy: boolean | null;
  /** In the order in which they were looked at; what cannot be looked at is left out. */
  readonly steps: readonly DoctorStepReport[] | null;
}

export interface DoctorStepReport {
  readonly step:
    | 'project'
    | 'convention'
    | 'configuration'
    | 'address'
    | 'environments'
    | 'connection'
    | 'capabilities'
    | 'rights'
    | 'history'
    | 'lock'
    | 'backups'
    | 'programs';
  readonly verdict: 'ok' | 'warning' | 'error';
  /** What is so, in words. */
  readonly finding: string;
  /** What to do about it; null where nothing is needed. */
  readonly remedy: string | null;
}
