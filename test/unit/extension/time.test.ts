import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { duration, exactTime, relativeTime } from '../../../src/extension/util/time.ts';

const clock = { now: new Date('2025-03-03T10:00:00Z'), locale: 'en' };

describe('a relative time', () => {
  for (const [iso, told] of [
    ['2025-03-03T09:59:30Z', 'now'],
    ['2025-03-03T10:00:30Z', 'now'],
    ['2025-03-03T09:59:00Z', '1 minute ago'],
    ['2025-03-03T07:30:00Z', '2 hours ago'],
    ['2025-03-02T09:00:00Z', 'yesterday'],
    ['2025-03-01T09:00:00.123456Z', '2 days ago'],
    ['2025-01-01T09:00:00Z', '2 months ago'],
    ['2023-01-01T09:00:00Z', '2 years ago'],
    ['once', 'once'],
  ] as const) {
    it(`of ${iso} is "${told}"`, () => {
      assert.equal(relativeTime(iso, clock), told);
    });
  }

  it('speaks the language of the editor', () => {
    assert.equal(relativeTime('2025-03-01T09:00:00Z', { ...clock, locale: 'fr' }), 'avant-hier');
  });
});

describe('an exact time', () => {
  it('has date, time and zone', () => {
    assert.match(exactTime('2025-03-01T09:00:00Z', clock), /2025.*:00:00.*\w/);
  });

  it('that cannot be read is given as it is', () => {
    assert.equal(exactTime('once', clock), 'once');
  });
});

describe('a duration', () => {
  for (const [milliseconds, told] of [
    [0.4, '<1 ms'],
    [12.3, '12 ms'],
    [3400, '3.4 sec'],
    [90_000, '1.5 min'],
  ] as const) {
    it(`of ${milliseconds} ms is "${told}"`, () => {
      assert.equal(duration(milliseconds, 'en'), told);
    });
  }
});
