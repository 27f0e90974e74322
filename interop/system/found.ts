import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the tests know to use, by the name of its program, and the Debian package that has it. */
export const programs = {
  'nats-server': 'nats-server',
  mosquitto: 'mosquitto',
  'rabbitmq-server': 'rabbitmq-server',
  nginx: 'nginx-light',
  haproxy: 'haproxy',
} as const;

export type Program = keyof typeof programs;

/** Where a program is, on the PATH or where Debian has what only root runs; `undefined` where it is not. */
export function found(program: Program): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
