// @ts-check
import { serve } from './serve.js';

const example = await serve(Number(process.env.PORT || 5180));
console.log(`Heartwire example inspector: ${example.url}  (Ctrl-C ends it)`);

// Without listeners a second signal ends the process at once, should closing hang.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => example.close());
