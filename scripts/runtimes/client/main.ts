/**
 * Runs in the runtime under test: `client.mjs SECTION CONTROL` answers the questions of a section, a line of JSON each. First
 * `{ plan }`, their titles; then `{ title, due, answer }` as answers come; last `{ done }`.
 */
import type { SocketSection } from '../section-names.ts';
import type { Check } from './section.ts';
import { sections } from './sections.ts';

const [name, control = ''] = process.argv.slice(2);
const { checks, isConcurrent = false, endsByItself = false } = sections[name as SocketSection];

const tell = (line: unknown) => console.log(JSON.stringify(line));

const answer = async ({ title, due, ask }: Check) => tell({ title, due, answer: await ask() });

const all = checks(control);
tell({ plan: all.map(({ title }) => title) });
if (isConcurrent) await Promise.all(all.map(answer));
else for (const check of all) await answer(check);
tell({ done: true });
if (!endsByItself) process.exit();
