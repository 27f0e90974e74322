// @ts-check
/** A real pomelo server with the routes of game.cjs. */
process.env.POMELO_LOGGER = 'off';
const { base, connectorOptions, options, start } = require('./game.cjs');

// pomelo reads the command line of its own start script.
process.argv = [process.argv[0], __filename, 'serverType=connector', 'id=connector-1'];
require('pomelo-logger').configure({ appenders: [], levels: { '[all]': 'OFF' } });
const pomelo = require('pomelo');

const app = pomelo.createApp({ base });
const connector = pomelo.connectors.hybridconnector(options.port, '127.0.0.1', connectorOptions);
start(app, connector, {
  dictionary: require('pomelo/lib/components/dictionary'),
  protobuf: require('pomelo/lib/components/protobuf'),
});
