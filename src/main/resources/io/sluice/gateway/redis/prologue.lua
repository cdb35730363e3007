-- The head of commit.lua, heartbeat.lua and reassert.lua: each is sent as this file followed by its own.
--
-- KEYS[1] m  hash: gen, term, rid (run id), head; while recovering also rec (how many nodes are awaited),
--            rec:<node> for each of them, tb (the last sequence before the failover) and until (deadline)
-- KEYS[2] z  zset: 'h' or 's' and the tag's hash in 16 hexadecimal digits -> sequence; '' -> the floor
-- KEYS[3] n  hash: node incarnation -> 'counter applied leaseMillis'; '' -> '0'
--            The members named '' are sentinels: without them a key that was lost would look like an empty one.
-- ARGV[1] the generation to use should it rotate, 16 random hexadecimal digits; ARGV[2] for servers that refuse INFO to scripts: the run id as the
-- connection knows it, or a channel (see below), or ''; ARGV[3] how long a recovery may take, in milliseconds; ARGV[4] and ARGV[5] the generation and term that
-- the node knows, zeros for none
--
-- Sequences and times are microseconds, below 2^53, and so exact in Lua; %.0f prints them without an exponent.

local m, z, n = KEYS[1], KEYS[2], KEYS[3]
local window = tonumber(ARGV[3]) * 1000
local node_term = tonumber(ARGV[5])

local function text(number)
  return string.format('%.0f', number)
end

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local rid = ''
local info = redis.pcall('INFO', 'server')
if type(info) == 'string' then
  rid = string.match(info, 'run_id:(%x+)') or ''
end
local state = redis.call('HMGET', m, 'gen', 'term', 'rid', 'head', 'rec', 'tb', 'until')

-- Where the connection may not ask either: a node's subscription to a channel that it made up for this one connection. Subscribers
-- are known to the process that they are connected to, and to no other, whatever has been replicated or restored: as
-- long as the channel that is written down has its subscriber here, this is the process that wrote it. Without one, and without
-- one of the asking node, nobody knows, and who comes next finds another server.
local function present(channel)
  local reply = redis.pcall('PUBSUB', 'NUMSUB', channel)
  return reply[2] and tonumber(reply[2]) > 0
end
if rid == '' then
  rid = ARGV[2]
  if string.find(rid, ':', 1, true) then
    if state[3] and state[3] ~= '' and present(state[3]) then
      rid = state[3]
    elseif not present(rid) then
      rid = ''
    end
  end
  if rid == '' and state[3] and string.find(state[3], ':', 1, true) and not present(state[3]) then
    redis.call('HSET', m, 'rid', '')
    state[3] = ''
  end
end
local verified = rid ~= '' and '1' or '0'

local gen = state[1]
local term = tonumber(state[2] or '0')
local head = tonumber(state[4] or '0')
local rec = tonumber(state[5] or '0')
local tb = tonumber(state[6] or '-1')
local deadline = tonumber(state[7] or '0')

-- Terms differ even if a crash makes the server forget that it has already begun one: 20 of their bits are random.
local function next_term(last)
  return (math.floor(last / 1048576) + 1) * 1048576 + tonumber(string.sub(ARGV[1], -5), 16)
end

-- Voids everything that was ever stored, in O(1).
local function rotate()
  redis.call('UNLINK', m, z, n)
  gen, term, head, rec = ARGV[1], next_term(math.max(term, node_term)), math.max(head, now), 0
  redis.call('HSET', m, 'gen', gen, 'term', text(term), 'rid', rid, 'head', text(head))
  redis.call('ZADD', z, text(head), '')
  redis.call('HSET', n, '', '0')
end

-- This node need not be awaited any longer.
local function reported(node)
  if redis.call('HDEL', m, 'rec:' .. node) == 1 then
    rec = rec - 1
    redis.call('HSET', m, 'rec', text(rec))
  end
end

if not gen or not redis.call('ZSCORE', z, '') or redis.call('HEXISTS', n, '') == 0 then
  rotate()
elseif rid ~= '' and state[3] ~= rid then
  -- A restart or a failover, which may have lost the last writes. If it comes before the last one was recovered from,
  -- what was lost then is still missing: the boundary stays.
  if rec == 0 then
    tb = head
  end
  for _, node in ipairs(redis.call('HKEYS', n)) do
    if node ~= '' then
      rec = rec + redis.call('HSET', m, 'rec:' .. node, '1')
    end
  end
  -- No sequence is used twice: a minute at least for what was lost, times a random number for what a crash in this moment
  -- would make the server repeat.
  term = next_term(term)
  head = math.max(head, now) + 60000000 * (1 + tonumber(string.sub(ARGV[1], 1, 2), 16))
  deadline = now + window
  redis.call('HSET', m, 'term', text(term), 'rid', rid, 'head', text(head), 'rec', text(rec), 'tb', text(tb),
    'until', text(deadline))
end
if node_term > term or (node_term == term and ARGV[4] ~= gen) then
  -- The node has been where this server is not yet, or not any more: a backup was restored, or a flush was lost.
  rotate()
end
if rec > 0 then
  if deadline > now + window then
    -- The clock was set back; a recovery must not last longer for it.
    deadline = now + window
    redis.call('HSET', m, 'until', text(deadline))
  end
  if now > deadline then
    rotate()
  end
end
