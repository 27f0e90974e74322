import { describe, expect, it } from 'vitest';
import { jsonType } from '../../src/dialects/index.ts';
import { signalsOf } from './signals.ts';

const presence = { users: ['ann', 'ben'], totalUserList: ['ann', 'ben'], activityUsers: ['ann'] };
const answerTo = (user: string, status: unknown = 'pong') => ({
  type: 'ping',
  user,
  room: 1,
  status,
  ...presence,
});

/** A client session of `user` that has sent its first ping. */
function pinged(user = 'ann') {
  const session = jsonType({ ping: { user, room: 1 } }).session('client');
  session.ping?.();
  return session;
}

describe('jsonType() on a client', () => {
  it('pings with its fields, asked for each time where they are a function', () => {
    let at = 0;
    const session = jsonType({ ping: () => ({ user: 'ann', at: ++at }) }).session('client');
    expect([session.ping?.(), session.ping?.()]).toEqual([
      '{"user":"ann","at":1,"type":"ping"}',
      '{"user":"ann","at":2,"type":"ping"}',
    ]);
    expect(
      jsonType({ ping: { type: 'x' } })
        .session('client')
        .ping?.(),
    ).toBe('{"type":"ping"}');
  });

  it('takes the answer for a pong and hands who is there to the app', () => {
    const answer = answerTo('ann');
    expect(signalsOf(pinged(), JSON.stringify(answer))).toEqual([['pong'], ['data', answer]]);
  });

  it('takes the answers to others, which the server broadcasts, for data and not for life', () => {
    const answer = answerTo('ben');
    expect(signalsOf(pinged(), JSON.stringify(answer))).toEqual([['data', answer]]);
  });

  it('takes no answer for its own before it has asked', () => {
    const answer = answerTo('ann');
    const session = jsonType({ ping: { user: 'ann' } }).session('client');
    expect(signalsOf(session, JSON.stringify(answer))).toEqual([['data', answer]]);
  });

  it('takes a late answer to an earlier ping that differs for data', () => {
    let at = 0;
    const session = jsonType({ ping: () => ({ at: ++at }) }).session('client');
    session.ping?.();
    session.ping?.();
    expect(signalsOf(session, '{"type":"ping","at":1,"status":"pong"}').map(([name]) => name)).toEqual([
      'data',
    ]);
    expect(signalsOf(session, '{"type":"ping","at":2,"status":"pong"}').map(([name]) => name)).toEqual([
      'pong',
      'data',
    ]);
  });

  it('compares what went over the wire: a NaN went as null', () => {
    const session = jsonType({ ping: { user: 'ann', at: Number.NaN } }).session('client');
    session.ping?.();
    const answer = '{"type":"ping","user":"ann","at":null,"status":"pong"}';
    expect(signalsOf(session, answer).map(([name]) => name)).toEqual(['pong', 'data']);
  });

  it.each(['expired', '', 5, null, {}])(
    'reconnects when its ping is answered with the status %j',
    (status) => {
      const refusal = ['refuse', 'retry', 'a ping was answered with another status than pong'];
      expect(signalsOf(pinged(), JSON.stringify(answerTo('ann', status)))).toEqual([refusal]);
      expect(signalsOf(pinged(), JSON.stringify({ type: 'ping', status }))).toEqual([refusal]);
    },
  );

  it('does not reconnect for the status of others', () => {
    const answer = answerTo('ben', 'expired');
    expect(signalsOf(pinged(), JSON.stringify(answer))).toEqual([['data', answer]]);
  });

  it('hands every other message to the app, decoded', () => {
    const session = jsonType({ decode: ({ type, text }) => `${type}: ${text}` }).session('client');
    expect(signalsOf(session, '{"type":"note","text":"hi"}')).toEqual([['data', 'note: hi']]);
  });
});

describe('jsonType() on a server', () => {
  const dialect = jsonType({ answer: () => presence });

  it('answers a ping with the same object, its status and who is there', () => {
    const ping = '{"type":"ping","user":"ann","room":1}';
    const [reply, data] = signalsOf(dialect.session('server'), ping);
    expect(reply?.[0]).toBe('ping');
    expect(JSON.parse(String(reply?.[1]))).toEqual(answerTo('ann'));
    expect(data).toEqual(['data', { type: 'ping', user: 'ann', room: 1 }]);
  });

  it('leaves the pinging to the client', () => {
    expect(dialect.session('server').ping).toBeUndefined();
  });
});
