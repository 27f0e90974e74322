import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresOf, perSecond } from '../../bench/storm/figures.ts';
import type { Course } from '../../bench/storm/measure.ts';
import { picture } from '../../bench/storm/picture/index.ts';
import { fate } from '../../bench/storm/picture/panel.ts';
import { heartwire } from '../../bench/storm/policies/heartwire.ts';
import { policies } from '../../bench/storm/policies/index.ts';
import { sources } from '../../bench/storm/report.ts';
import { blip } from '../../bench/storm/scenarios.ts';
import { storm } from '../../bench/storm/storm.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function course(seed: number): Course {
  const outcome = storm(heartwire, { ...blip, seed, horizon: 60_000 });
  return {
    name: heartwire.name,
    figures: figuresOf(outcome),
    attempts: perSecond(outcome.arrivals),
    back: perSecond(outcome.accepted).map((count) => count / blip.clients),
  };
}

describe('docs/storm.md', () => {
  it('is of the installed packages, and of our default as it is', () => {
    expect(read('docs/storm.md')).toContain(sources());
  });

  it('says that every target is met', () => {
    const [, verdicts = ''] = read('docs/storm.md').split('## What must hold of our default');
    const rows = verdicts.split('\n## ')[0]?.match(/^\|.*\| (yes|\*\*no\*\*) \|$/gm) ?? [];
    expect(rows.map((row) => row.split(' | ').at(-1))).toEqual(Array.from({ length: 5 }, () => 'yes |'));
  });
});

describe('the picture of the storm', () => {
  it('is the same to the byte for the same runs', () => {
    expect(picture([course(1)])).toBe(picture([course(1)]));
    expect(picture([course(1)])).not.toBe(picture([course(2)]));
  });

  it('has a panel for every policy, and colours for dark pages', () => {
    const drawn = read('docs/images/storm.svg');
    const names = [...drawn.matchAll(/class="name"[^>]*>([^<]*)</g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(policies.map(({ name }) => name)));
    expect(drawn).toContain('@media (prefers-color-scheme: dark)');
  });

  it('says in a line what became of a fleet', () => {
    const of = (figures: Partial<Course['figures']>) =>
      fate({
        name: '',
        attempts: [],
        back: [],
        figures: {
          peak100ms: 0.0286,
          peakSecond: 0.3,
          attemptsPerClient: 5,
          half: 1,
          most: undefined,
          all: undefined,
          gaveUp: 0,
          back: 0,
          ...figures,
        },
      });
    expect(of({ most: 347.6 })).toBe('99 % back after 348 s; peak 2.9 % in 100 ms');
    expect(of({ peak100ms: 2, back: 0.0025 })).toBe('stays down, 0.3 % back; peak 200 % in 100 ms');
    expect(of({ back: 0.42 })).toBe('stays down, 42 % back; peak 2.9 % in 100 ms');
    expect(of({ gaveUp: 0.95 })).toBe('95 % gave up; peak 2.9 % in 100 ms');
    expect(of({ gaveUp: 0.998 })).toBe('nearly all gave up; peak 2.9 % in 100 ms');
  });
});
