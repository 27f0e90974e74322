import { PING_INTERVAL } from '../defaults.ts';
import { HeartwireError } from '../errors.ts';
import { time } from '../rules.ts';

const checkedKeepAlive = /* @__PURE__ */ time<number>(1_000, undefined, 65_535_000);

/** Options of `mqttConnect()`. */
export interface MqttConnectOptions {
  /** 4 is MQTT 3.1.1, 5 is MQTT 5. Default 4. */
  readonly version?: 4 | 5;
  /** At most 65,535 UTF-8 bytes, like all strings here. Default '': the broker chooses. */
  readonly clientId?: string;
  /** How often to beat, in ms from 1,000 to 65,535,000, cut to whole seconds. Default 25,000. */
  readonly keepAlive?: number;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Builds the `CONNECT` packet of a session that is not kept: what `mqtt()` needs to open a link. For a will, a session that is kept or
 * properties, take a packet of another library: `generate()` of `mqtt-packet`, for one.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME` for a `keepAlive` out of bounds
 * @throws HeartwireError `ERR_HEARTWIRE_INVALID_MESSAGE` for a string of over 65,535 bytes
 */
export function mqttConnect(options: MqttConnectOptions = {}): Uint8Array<ArrayBuffer> {
  const { version = 4, clientId = '', username, password } = options;
  const ms = checkedKeepAlive(options.keepAlive ?? PING_INTERVAL, 'mqttConnect.keepAlive');
  const keepAlive = Math.floor(ms / 1_000);
  const flags = 2 | (username === undefined ? 0 : 128) | (password === undefined ? 0 : 64);
  const noProperties = version === 5 ? [0] : [];
  const body = [
    ...prefixed('MQTT'),
    ...[version, flags, keepAlive >> 8, keepAlive & 255, ...noProperties],
    ...[clientId, username, password].flatMap(prefixed),
  ];
  return Uint8Array.from([0x10, ...variableInt(body.length), ...body]);
}

/** A Variable Byte Integer (MQTT 5 section 1.5.5). */
function variableInt(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...variableInt(value >> 7)];
}

/** A string behind its length in UTF-8 (MQTT 5 section 1.5.4); nothing where there is none. */
function prefixed(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < 65_536) return [bytes.length >> 8, bytes.length & 255, ...bytes];
  throw new HeartwireError('ERR_HEARTWIRE_INVALID_MESSAGE', 'mqtt: a string of over 65,535 bytes');
}
