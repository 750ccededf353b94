import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timesFloor } from '../../bench/mark.ts';
import type { Row } from '../../bench/row.ts';
import { sectionText } from '../../bench/section.ts';
import { summarize } from '../../bench/statistics.ts';

const rows: readonly Row[] = [
  {
    work: 'apply',
    ours: summarize([20, 30, 40]),
    floor: summarize([20, 20, 20]),
    peers: { peer: summarize([60, 60, 60]) },
    marks: [timesFloor(1.5), timesFloor(1.15)],
    because: 'each is looked at first',
    note: 'the floor is the driver alone.',
  },
  {
    work: 'load',
    ours: summarize([250]),
    unit: 'kB',
    marks: [],
    note: 'the floor is the driver alone.',
  },
];

describe('a section of the results', () => {
  it('tells ratios with verdicts, notes once, then amounts', () => {
    assert.equal(
      sectionText(rows),
      [
        '| work  |         ours ÷ floor |          peer ÷ ours |                                               mark |',
        '| ----- | -------------------: | -------------------: | -------------------------------------------------: |',
        '| apply | 1.50 × (1.25 – 1.75) | 2.00 × (1.75 – 2.50) | reached: ≤ 1.5 × floor; **missed**: ≤ 1.15 × floor |',
        '| load  |                    — |                    — |                                                  — |',
        '',
        '- apply, load: the floor is the driver alone.',
        '- apply: missed, since each is looked at first.',
        '',
        '| work  |                  ours | longest |                 floor |                  peer |',
        '| ----- | --------------------: | ------: | --------------------: | --------------------: |',
        '| apply | 30.0 ms (25.0 – 35.0) | 40.0 ms | 20.0 ms (20.0 – 20.0) | 60.0 ms (60.0 – 60.0) |',
        '| load  |                250 kB |  250 kB |                     — |                     — |',
      ].join('\n'),
    );
  });
});
