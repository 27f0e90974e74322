// @ts-check
import { startExample } from './shared/serve.js';

const name = process.argv[2] ?? '';
const example = await startExample(name, Number(process.env.PORT || 5180));
console.log(`Heartwire example ${name}: ${example.url}  (Ctrl-C ends it)`);

// Without listeners a second signal ends the process at once, should closing hang.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => example.close());
