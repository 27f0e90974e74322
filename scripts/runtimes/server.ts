/** The other end of every check, in a process of this Node: prints its url, and ends with what started it. */
import { startControlServer } from '../../test/setup/control-server.ts';

const server = await startControlServer();
console.log(server.url);
process.stdin.on('end', () => process.exit()).resume();
