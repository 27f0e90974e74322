/** Runs in Hermes, without arguments: answers as `client/main.ts` does. */
import { checks } from './checks.ts';

const tell = (line: unknown) => console.log(JSON.stringify(line));

async function answer(): Promise<void> {
  tell({ plan: checks.map(({ title }) => title) });
  for (const { title, due, ask } of checks) tell({ title, due, answer: await ask() });
  tell({ done: true });
}

answer();
