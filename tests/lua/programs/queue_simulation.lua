-- A bank queue with a deterministic generator.
local seed = 12345
local function rnd(n) seed = (seed * 1103515245 + 12345) % 2147483648 return math.floor(seed / 65536) % n + 1 end
local Queue = {} Queue.__index = Queue
function Queue.new() return setmetatable({first = 1, last = 0}, Queue) end
function Queue:push(v) self.last = self.last + 1 self[self.last] = v end
function Queue:pop() if self.first > self.last then return nil end local v = self[self.first] self[self.first] = nil self.first = self.first + 1 return v end
function Queue:len() return self.last - self.first + 1 end
local q, served, waited, maxlen, id = Queue.new(), 0, 0, 0, 0
local tellers = {{busy = 0, n = 0}, {busy = 0, n = 0}, {busy = 0, n = 0}}
for t = 1, 480 do
  if rnd(10) <= 4 then id = id + 1 q:push{id = id, at = t, need = rnd(8)} end
  for _, w in ipairs(tellers) do
    if w.busy > 0 then w.busy = w.busy - 1 end
    if w.busy == 0 then local c = q:pop() if c then w.busy = c.need w.n = w.n + 1 served = served + 1 waited = waited + t - c.at end end
  end
  if q:len() > maxlen then maxlen = q:len() end
end
print("customers", id, "served", served, "left", q:len(), "longest", maxlen)
print(("average wait %.3f"):format(waited / served))
for i, w in ipairs(tellers) do print("teller " .. i, w.n) end
