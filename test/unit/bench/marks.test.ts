import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atMost, fasterThanPeers, overFloor, timesFloor } from '../../bench/mark.ts';
import type { Row } from '../../bench/row.ts';
import { summarize } from '../../bench/statistics.ts';

const row = (ours: number[], others: Pick<Row, 'floor' | 'peers'> = {}): Row => ({
  ...{ work: 'apply', ours: summarize(ours), marks: [] },
  ...others,
});

describe('marks', () => {
  it('bounds the median, and lets it be as much', () => {
    const median = row([1, 5, 100]);
    assert.equal(atMost(5).isReached(median), true);
    assert.equal(atMost(4.9).isReached(median), false);
    assert.equal(atMost(5).says({ ...median, unit: 'MB' }), '≤ 5.00 MB');
  });

  it('compares with the floor of the same round', () => {
    // By their medians it would be 3 times as much: the second round was slow for both.
    const slowOnce = row([10, 300, 30], { floor: summarize([10, 300, 10]) });
    assert.equal(timesFloor(1).isReached(slowOnce), true);
    assert.equal(timesFloor(0.99).isReached(slowOnce), false);
    assert.equal(timesFloor(9).isReached(row([1])), false);
  });

  it('allows so much over the floor', () => {
    const over = row([70], { floor: summarize([20]) });
    assert.equal(overFloor(50).isReached(over), true);
    assert.equal(overFloor(49).isReached(over), false);
    assert.equal(overFloor(49).isReached(row([1])), false);
  });

  it('asks every peer, or those that are named', () => {
    const two = row([10], { peers: { slow: summarize([200]), quick: summarize([10]) } });
    assert.equal(fasterThanPeers().isReached(two), false);
    assert.equal(fasterThanPeers(20, ['slow']).isReached(two), true);
    assert.equal(fasterThanPeers(21, ['slow']).isReached(two), false);
    assert.equal(fasterThanPeers(1, ['nobody']).isReached(two), false);
  });
});
