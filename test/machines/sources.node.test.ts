import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

describe('the sources of the charts', () => {
  const folder = new URL('../../src/machines/', import.meta.url);
  const files = readdirSync(folder).map(
    (name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const,
  );

  test.each(files)('%s owns no clock, chance, socket, console or page', (_, source) => {
    const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
    expect(
      code.match(/\b(?:setTimeout|setInterval|Date|Math\.random|WebSocket|console|window|document)\b/g),
    ).toBe(null);
  });

  test.each(files)('%s is under 300 lines', (_, source) => {
    expect(source.split('\n').length).toBeLessThan(300);
  });
});
