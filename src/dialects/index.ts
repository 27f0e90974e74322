export type { Beat, BeatTimes, Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
export { type CentrifugoOptions, centrifugo } from './centrifugo.ts';
export { type ControlFramesOptions, controlFrames } from './control-frames.ts';
export { type DiscordOptions, type DiscordPayload, discord } from './discord.ts';
export { type EngineIoOptions, engineIo } from './engine-io.ts';
export {
  type GraphqlMessage,
  type GraphqlTransportWsOptions,
  graphqlTransportWs,
} from './graphql-transport-ws.ts';
export { type JsonMatcher, type JsonOptions, type JsonRefusal, type JsonValue, json } from './json.ts';
export { type Entry, type JsonEventOptions, jsonEvent, type WireEvent } from './json-event.ts';
export type { JsonObject, JsonReading } from './json-frames.ts';
export { type JsonModeOptions, jsonMode } from './json-mode.ts';
export { type JsonTypeOptions, jsonType, type TypedMessage } from './json-type.ts';
export { type KeepAliveOptions, keepAlive } from './keep-alive.ts';
export { type MqttConnectOptions, type MqttOptions, mqtt, mqttConnect } from './mqtt.ts';
export { type NatsOptions, nats } from './nats.ts';
export { type PhoenixBinary, type PhoenixMessage, type PhoenixOptions, phoenix } from './phoenix.ts';
export { type PusherEvent, type PusherOptions, pusher } from './pusher.ts';
export { raw } from './raw.ts';
export { type SignalRMessage, type SignalROptions, signalR, signalRServer } from './signalr.ts';
export {
  type HeartBeat,
  type StompHeaders,
  type StompOptions,
  type StompServerOptions,
  stomp,
  stompServer,
} from './stomp.ts';
export { type TextOptions, text } from './text.ts';
