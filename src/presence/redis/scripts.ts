/**
 * What Redis does in one step. KEYS[1]: the leases, a sorted set of nodes by the time (Redis's own, in ms) at which each ends.
 * KEYS[2]: this node's records, a hash that also has `seq`, the number of its last write. ARGV[1]: the node, ARGV[2]: how long
 * a lease lasts, in ms, ARGV[3]: the channel of changes.
 */
const COMMON = `
local leases, own, node, ttl, channel = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function hold(span)
  redis.call('ZADD', leases, now + span, node)
  redis.call('PEXPIRE', own, span)
  if redis.call('PTTL', leases) < span then redis.call('PEXPIRE', leases, span) end
end
`;

/**
 * Changes records and tells the others. 0, and nothing done, where the hash is not as this node left it: the lease ran out.
 * ARGV: …, number of the last write, number of this one, announcement, then fields and values; an empty value removes.
 */
export const WRITE = `${COMMON}
if redis.call('HGET', own, 'seq') ~= ARGV[4] then return 0 end
for i = 7, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', own, ARGV[i]) else redis.call('HSET', own, ARGV[i], ARGV[i + 1]) end
end
redis.call('HSET', own, 'seq', ARGV[5])
hold(ttl)
redis.call('PUBLISH', channel, ARGV[6])
return 1
`;

/** Adds to the records that are to replace all others. KEYS[1]: their hash. ARGV: how long it lasts, then fields and values. */
export const STAGE = `
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
`;

/** Puts what KEYS[3] holds in place of all records, and tells the others to read them. ARGV: …, number of this write, announcement. */
export const REPLACE = `${COMMON}
redis.call('DEL', own)
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], own) end
redis.call('HSET', own, 'seq', ARGV[4])
hold(ttl)
redis.call('PUBLISH', channel, ARGV[5])
`;

/**
 * Renews the lease, then looks at the others: removes those whose lease ran out, if asked to, and tells everyone. Answers 1,
 * or 0 where the own lease ran out, then nodes and the numbers of their last writes in turn.
 * ARGV: …, number of the last write, prefix of the keys of nodes, whether to remove ('1').
 */
export const SURVEY = `${COMMON}
local answer = { 0 }
if redis.call('HGET', own, 'seq') == ARGV[4] then
  hold(ttl)
  answer[1] = 1
end
if ARGV[6] == '1' then
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', '(' .. now)) do
    redis.call('ZREM', leases, other)
    redis.call('DEL', ARGV[5] .. other)
    redis.call('PUBLISH', channel, cjson.encode({ node = other, gone = true }))
  end
end
for _, other in ipairs(redis.call('ZRANGE', leases, 0, -1)) do
  local seq = redis.call('HGET', ARGV[5] .. other, 'seq')
  if seq then
    answer[#answer + 1] = other
    answer[#answer + 1] = seq
  end
end
return answer
`;

/** Every field and value of KEYS[1] in turn, whatever version of the protocol the connection speaks. */
export const READ = `return redis.call('HGETALL', KEYS[1])`;

/** Ends the lease: at once where the linger, ARGV[4], is 0, else when it is over. */
export const FAREWELL = `${COMMON}
local linger = tonumber(ARGV[4])
if redis.call('EXISTS', own) == 0 then return end
if linger > 0 then return hold(linger) end
redis.call('DEL', own)
redis.call('ZREM', leases, node)
redis.call('PUBLISH', channel, cjson.encode({ node = node, gone = true }))
`;
