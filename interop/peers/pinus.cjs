// @ts-check
/** A real pinus server with the routes of game.cjs. */
require('reflect-metadata');
const { base, connectorOptions, options, start } = require('./game.cjs');

// pinus reads the command line of its own start script.
process.argv = [process.argv[0], __filename, 'serverType=connector', 'id=connector-1'];
// It lists its routes on the console.
console.warn = () => {};
const { pinus } = require('pinus');
const { DictionaryComponent } = require('pinus/dist/lib/components/dictionary');
const { ProtobufComponent } = require('pinus/dist/lib/components/protobuf');

const app = pinus.createApp({ base });
const connector = new pinus.connectors.hybridconnector(options.port, '127.0.0.1', connectorOptions);
start(app, connector, {
  dictionary: (application, settings) => new DictionaryComponent(application, settings),
  protobuf: (application, settings) => new ProtobufComponent(application, settings),
});
