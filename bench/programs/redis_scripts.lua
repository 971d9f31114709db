-- Scripts as they run in Redis (lock, rate limit, leaderboard, queue, session) on a keyspace written in Lua.
-- @section applications
-- @size check=5 quick=1500 full=12000
-- @expect 5 61 false false
-- @expect 1500 95226 6705 6705
-- @expect 12000 935731 53955 53955

local unpack = unpack or table.unpack

local keyspace, commands = {}, {}

local function at(key, make)
  local value = keyspace[key]
  if value == nil and make then
    value = make()
    keyspace[key] = value
  end
  return value
end

local function empty() return {} end

function commands.GET(key) return keyspace[key] or false end

function commands.SET(key, value, nx)
  if nx == "NX" and keyspace[key] ~= nil then return false end
  keyspace[key] = tostring(value)
  return { ok = "OK" }
end

function commands.DEL(key)
  local had = keyspace[key] ~= nil
  keyspace[key] = nil
  return had and 1 or 0
end

function commands.INCRBY(key, by)
  local value = (tonumber(keyspace[key]) or 0) + by
  keyspace[key] = string.format("%d", value)
  return value
end

function commands.HSET(key, ...)
  local hash, added = at(key, empty), 0
  for i = 1, select("#", ...), 2 do
    local field, value = select(i, ...)
    if hash[field] == nil then added = added + 1 end
    hash[field] = tostring(value)
  end
  return added
end

function commands.HGET(key, field)
  local hash = keyspace[key]
  return hash and hash[field] or false
end

function commands.HINCRBY(key, field, by)
  local hash = at(key, empty)
  local value = (tonumber(hash[field]) or 0) + by
  hash[field] = string.format("%d", value)
  return value
end

function commands.LPUSH(key, value)
  local list = at(key, empty)
  list[#list + 1] = value
  return #list
end

function commands.LLEN(key) return keyspace[key] and #keyspace[key] or 0 end

function commands.RPOP(key)
  local list = keyspace[key]
  if not list or #list == 0 then return false end
  return table.remove(list, 1)
end

function commands.ZINCRBY(key, by, member)
  local set = at(key, empty)
  set[member] = (set[member] or 0) + by
  return set[member]
end

function commands.ZREVRANGE(key, from, to)
  local members, set = {}, keyspace[key] or {}
  for member in pairs(set) do members[#members + 1] = member end
  table.sort(members, function(a, b)
    if set[a] ~= set[b] then return set[a] > set[b] end
    return a > b
  end)
  local chosen = {}
  for i = from + 1, math.min(to + 1, #members) do
    chosen[#chosen + 1] = members[i]
    chosen[#chosen + 1] = tostring(set[members[i]])
  end
  return chosen
end

local redis = {}

function redis.call(name, ...)
  local command = commands[name:upper()]
  if not command then error("ERR unknown command '" .. name .. "'") end
  return command(...)
end

function redis.pcall(...)
  local ok, reply = pcall(redis.call, ...)
  if ok then return reply end
  return { err = reply }
end

local scripts = {}

function scripts.lock(KEYS, ARGV)
  if redis.call("set", KEYS[1], ARGV[1], "NX") then return 1 end
  return 0
end

function scripts.unlock(KEYS, ARGV)
  if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
  return 0
end

function scripts.limit(KEYS, ARGV)
  local used = redis.call("incrby", KEYS[1], 1)
  if used > tonumber(ARGV[1]) then
    if used > tonumber(ARGV[1]) * 2 then redis.call("del", KEYS[1]) end
    return { 0, used }
  end
  return { 1, used }
end

function scripts.score(KEYS, ARGV)
  redis.call("zincrby", KEYS[1], tonumber(ARGV[2]), ARGV[1])
  if tonumber(ARGV[2]) < 25 then return {} end
  return redis.call("zrevrange", KEYS[1], 0, 2)
end

function scripts.enqueue(KEYS, ARGV)
  for i = 1, #ARGV do redis.call("lpush", KEYS[1], ARGV[i]) end
  local moved = 0
  while redis.call("llen", KEYS[1]) > 20 do
    local job = redis.call("rpop", KEYS[1])
    local kind, id = job:match("^(%a+):(%d+)$")
    redis.call("hincrby", KEYS[2], kind, tonumber(id) % 10)
    moved = moved + 1
  end
  return moved
end

function scripts.session(KEYS, ARGV)
  local visits = redis.call("hincrby", KEYS[1], "visits", 1)
  if visits == 1 then redis.call("hset", KEYS[1], "user", ARGV[1], "since", ARGV[2]) end
  local reply = redis.pcall(visits % 50 == 0 and "nonsense" or "hget", KEYS[1], "user")
  if type(reply) == "table" and reply.err then return "error" end
  return string.format("%s:%s:%d", reply, redis.call("hget", KEYS[1], "since"), visits)
end

local n = ...
keyspace = {}
local total = 0
local function count(reply)
  if type(reply) == "number" then
    total = total + reply
  elseif type(reply) == "string" then
    total = total + #reply
  else
    for i = 1, #reply do count(tonumber(reply[i]) or #reply[i]) end
  end
  total = total % 1000003
end
for i = 1, n do
  local user = "user" .. i % 30
  count(scripts.lock({ "lock:" .. i % 7 }, { user }))
  count(scripts.limit({ "limit:" .. user }, { "10" }))
  count(scripts.score({ "board" }, { user, tostring(i % 26) }))
  count(scripts.enqueue({ "jobs", "done" }, { "mail:" .. i, "push:" .. i * 3 }))
  count(scripts.session({ "session:" .. user }, { user, tostring(i) }))
  if i % 3 == 0 then count(scripts.unlock({ "lock:" .. i % 7 }, { user })) end
end
local done = {}
for _, kind in ipairs({ "mail", "push" }) do done[#done + 1] = tostring(commands.HGET("done", kind)) end
return string.format("%d %s", total, table.concat(done, " "))
