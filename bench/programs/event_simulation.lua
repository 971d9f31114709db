-- Simulation of shops with queues: a heap of events, handlers stored in tables, objects and closures.
-- @section applications
-- @size check=20 quick=4000 full=40000
-- @expect 20 26 53 12 199
-- @expect 4000 6010 129088 139 20171
-- @expect 40000 60079 1322413 268 200127

local Heap = {}
Heap.__index = Heap

function Heap.new() return setmetatable({ size = 0 }, Heap) end

function Heap:push(event)
  local i = self.size + 1
  self.size = i
  while i > 1 do
    local parent = (i - i % 2) / 2
    if self[parent].time <= event.time then break end
    self[i] = self[parent]
    i = parent
  end
  self[i] = event
end

function Heap:pop()
  local top, last = self[1], self[self.size]
  self[self.size] = nil
  self.size = self.size - 1
  local n, i = self.size, 1
  if n == 0 then return top end
  while 2 * i <= n do
    local child = 2 * i
    if child < n and self[child + 1].time < self[child].time then child = child + 1 end
    if last.time <= self[child].time then break end
    self[i] = self[child]
    i = child
  end
  self[i] = last
  return top
end

local seed = 17
local function random(limit)
  seed = (seed * 8121 + 28411) % 134456
  return (seed - seed % 100) / 100 % limit
end

local events = Heap.new()
local clock, served, waited, longest = 0, 0, 0, 0

local function at(delay, kind, shop, customer)
  events:push({ time = clock + delay, kind = kind, shop = shop, customer = customer })
end

local shops = {}
for i = 1, 4 do shops[i] = { id = i, queue = {}, first = 1, busy = false } end

local handlers = {}

local function serve(shop)
  local customer = shop.queue[shop.first]
  if not customer then
    shop.busy = false
    return
  end
  shop.queue[shop.first] = nil
  shop.first = shop.first + 1
  shop.busy = true
  local wait = clock - customer.arrived
  waited = waited + wait
  if wait > longest then longest = wait end
  at(customer.effort, "done", shop, customer)
end

function handlers.arrive(event)
  local shop, customer = event.shop, event.customer
  customer.arrived = clock
  local last = shop.first
  while shop.queue[last] do last = last + 1 end
  shop.queue[last] = customer
  if not shop.busy then serve(shop) end
end

function handlers.done(event)
  served = served + 1
  serve(event.shop)
  if event.customer.visits > 1 then
    event.customer.visits = event.customer.visits - 1
    at(random(50) + 1, "arrive", shops[random(4) + 1], event.customer)
  end
end

local n = ...
for i = 1, n do
  local customer = { id = i, effort = random(20) + 1, visits = random(2) + 1 }
  clock = i * 5
  at(random(100), "arrive", shops[random(4) + 1], customer)
  while events.size > 30 do
    local event = events:pop()
    clock = event.time
    handlers[event.kind](event)
  end
end
while events.size > 0 do
  local event = events:pop()
  clock = event.time
  handlers[event.kind](event)
end
return string.format("%d %d %d %d", served, waited, longest, clock)
