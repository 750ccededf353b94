import * as l10n from '@vscode/l10n';
import type { DoctorStep } from './finding.ts';

export function stepName(step: DoctorStep): string {
  switch (step) {
    case 'project':
      return l10n.t('project');
    case 'configuration':
      return l10n.t('configuration');
    case 'address':
      return l10n.t('address');
    case 'environments':
      return l10n.t('environments');
    case 'connection':
      return l10n.t('connection');
    case 'convention':
      return l10n.t('convention');
    case 'capabilities':
      return l10n.t('capabilities');
    case 'rights':
      return l10n.t('rights');
    case 'history':
      return l10n.t('history');
    case 'lock':
      return l10n.t('lock');
    case 'backups':
      return l10n.t('backups');
    case 'programs':
      return l10n.t('programs');
  }
}
