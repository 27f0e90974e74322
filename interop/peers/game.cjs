// @ts-check
/**
 * What both game servers do: the routes of `connector.h`, over the connector that pomelo and pinus share by design. Options come
 * as JSON in argv: `port`, `heartbeat` in seconds (0: none), `dict`, `protos`, `refuseClients`.
 */
const path = require('node:path');

const options = JSON.parse(process.argv[2] ?? '{}');
const base = path.join(__dirname, 'game');

/** Options of the connector. A `user` of `{"refuse":true}` is refused (500), and every client with `refuseClients` (501). */
const connectorOptions = {
  ...(options.heartbeat && { heartbeat: options.heartbeat }),
  distinctHost: true,
  useDict: options.dict,
  useProtobuf: options.protos,
  ...(options.refuseClients && { checkClient: () => false }),
  handshake(message, done) {
    const { user } = message;
    if (user?.refuse) done(new Error('refused'));
    else done(null, user?.name ? { hello: user.name } : undefined);
  },
};

const say = (name, value) => process.send?.([name, value]);

/** Serves one client: `encode` and `decode` are the connector's. */
function serve(connector, socket) {
  const push = (route, body) => connector.encode(0, route, body);
  const routes = {
    echo: (body) => ({ code: 200, echo: body }),
    note: (body) => say('note', body),
    chat(body) {
      socket.send(push('onChat', { msg: body.msg ?? 'hi' }));
      return { code: 200 };
    },
    batch(body) {
      socket.sendBatch([push('onA', { n: 1 }), push('onB', { n: 1 })]);
      return body.quiet ? undefined : { code: 200 };
    },
    never() {},
    kick(body) {
      socket.emit('closing', body.reason);
      process.nextTick(() => socket.disconnect());
    },
  };
  say('client', socket.id);
  socket.on('disconnect', () => say('gone', socket.id));
  socket.on('message', (data) => {
    const message = connector.decode(data);
    const name = message?.route?.split('.')[2];
    const answer = routes[name]?.(message.body);
    if (message?.id && answer) socket.send(connector.encode(message.id, message.route, answer));
  });
}

/** Starts the components that are asked for, then the connector; tells the parent, and ends with it. */
function start(app, connector, components) {
  app.components.__connector__ = { connector };
  const load = [];
  if (options.dict)
    load.push(['__dictionary__', components.dictionary(app, { dict: path.join(base, 'dictionary.json') })]);
  if (options.protos) {
    const files = { serverProtos: 'serverProtos.json', clientProtos: 'clientProtos.json' };
    load.push(['__protobuf__', components.protobuf(app, files)]);
  }
  const next = () => {
    const [name, component] = load.shift() ?? [];
    if (!component) {
      connector.on('connection', (socket) => serve(connector, socket));
      connector.start(() => {
        const up = () => say('up', options.port);
        if (connector.listeningServer.listening) up();
        else connector.listeningServer.once('listening', up);
      });
      return;
    }
    app.components[name] = component;
    if (component.start) component.start(next);
    else next();
  };
  next();
}

process.on('disconnect', () => process.exit());

module.exports = { base, connectorOptions, options, start };
