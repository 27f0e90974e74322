import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const record = fileURLToPath(new URL('../record.js', import.meta.url));

test('the official clients say again what is recorded of them', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [record, '--check']).catch((error) => error);
  expect(stdout.trim().split('\n')).toEqual(
    ['phoenix', 'signalr', 'centrifuge', 'pusher', 'stompjs'].map((name) => `${name}: as recorded`),
  );
});
