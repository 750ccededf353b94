import * as l10n from '@vscode/l10n';
import { allOf, as, strings } from '../../../grammar/tree.ts';
import { statement, todo, type Step } from '../../draft.ts';
import { identifier, sqlString } from '../../names.ts';
import { domainParts } from '../sql/domain.ts';
import { sequenceAlteration, sequenceOwner } from '../sql/sequence.ts';
import { dotted, relation } from '../written-names.ts';
import type { Reverses } from './scene.ts';

/** Types, domains and sequences that are altered. */
export const CHANGED: Reverses = {
  AlterEnumStmt: (node, scene, text) => {
    const { typeName, oldVal, newVal = '', skipIfNewValExists = false } = node;
    const parts = strings(typeName);
    const path = scene.names.path('type', parts);
    if (scene.lineage.isMade(path)) return [];
    if (oldVal !== undefined) {
      const values = `${sqlString(newVal)} TO ${sqlString(oldVal)}`;
      const back = statement(`ALTER TYPE ${dotted(parts)} RENAME VALUE ${values}`);
      return scene.lineage.about(path, [back]);
    }
    const found = scene.earlier.find(scene.lineage.before(path));
    if (skipIfNewValExists && found?.definition.includes(sqlString(newVal))) return [];
    return [todo(l10n.t('a value of an enumeration can’t be dropped; make the type anew:'), text)];
  },
  AlterDomainStmt: (node, scene) => {
    const parts = strings(node.typeName);
    const path = scene.names.path('type', parts);
    if (scene.lineage.isMade(path)) return [];
    const found = scene.earlier.find(scene.lineage.before(path));
    const { fallback, notNull, constraints } = domainParts(found?.definition ?? '');
    const head = `ALTER DOMAIN ${dotted(parts)}`;
    const back = (...actions: readonly string[]): readonly Step[] =>
      scene.lineage.about(
        path,
        actions.map((action) => statement(`${head} ${action}`)),
      );
    const { subtype, name = '', def } = node;
    switch (subtype) {
      case 'T':
        if (found === null && def !== undefined) return null;
        return found === null ? null : back(fallback === '' ? 'DROP DEFAULT' : `SET ${fallback}`);
      case 'O':
        return found !== null && notNull ? [] : back('DROP NOT NULL');
      case 'N':
        return found !== null && !notNull ? [] : back('SET NOT NULL');
      case 'C': {
        const given = as(def, 'Constraint')?.conname;
        if (given === undefined) return null;
        const drop = (written: string): Step => statement(`${head} DROP CONSTRAINT ${written}`);
        const made = scene.lineage.make([...path, 'constraint', given], identifier(given), drop);
        return scene.lineage.about(path, made);
      }
      case 'X':
        return scene.lineage.drop([...path, 'constraint', name], () => {
          const text = constraints.get(name);
          return text === undefined
            ? null
            : [statement(`${head} ADD CONSTRAINT ${identifier(name)} ${text}`)];
        });
      default:
        return subtype === 'V' ? [] : null;
    }
  },
  AlterSeqStmt: ({ sequence, options }, scene) => {
    const path = scene.names.relation(sequence);
    if (scene.lineage.isMade(path)) return [];
    const found = scene.earlier.find(scene.lineage.before(path));
    if (found === null) return null;
    const [owned, others] = [
      allOf(options, 'DefElem').filter(({ defname }) => defname === 'owned_by'),
      allOf(options, 'DefElem').filter(
        ({ defname }) => !['owned_by', 'restart'].includes(defname ?? ''),
      ),
    ];
    const none = statement(`ALTER SEQUENCE ${relation(sequence)} OWNED BY NONE`);
    const owner = found.owner === null ? [none] : sequenceOwner(found);
    return scene.lineage.about(path, [
      ...(others.length === 0 ? [] : [sequenceAlteration(found)]),
      ...(owned.length === 0 ? [] : owner),
    ]);
  },
};
