// @ts-check
/** An official client, as the recorder starts it, at a server of ours. Options: `name`, `port`. Orders: `say`, `stop`. */
import { obey, options, say } from '../peers/parent.js';

const { start } = (await import(`../recorder/clients/${options.name}.js`)).default;
const client = await start(options.port, true);
obey({ say: () => client.say(), stop: () => client.stop() });
// The clients' own complaints are none of the test's.
process.on('unhandledRejection', () => {});
say('up');
