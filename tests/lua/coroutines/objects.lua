-- Objects of several classes whose methods yield, from a common loop and from recursion, until each has ended.
local function class(base)
  local c = {}
  c.__index = c
  return setmetatable(c, { __index = base })
end

local Task = class()
function Task:wait(...) return coroutine.yield(self, ...) end
function Task:start() self.co = coroutine.create(function(a, b) return self:run(a, b) end) end

local Counter, Walker = class(Task), class(Task)
local Echo = class(Counter)
function Counter:run(step)
  while self.i < self.n do
    self.i = self.i + step
    self:wait(self.i)
  end
  return "counted", self.i
end

function Walker:visit(node)
  if not node then return end
  self:visit(node.left)
  self.seen = self.seen + (self:wait(node.value) or 0)
  self:visit(node.right)
end
function Walker:run()
  self:visit(self.root)
  return "walked", self.seen
end

function Echo:run(...)
  local got = { ... }
  while #got > 0 do got = { Task.wait(self, unpack(got)) } end
  return "echoed"
end

local function tree(depth, value)
  if depth == 0 then return nil end
  return { value = value, left = tree(depth - 1, 2 * value), right = tree(depth - 1, 2 * value + 1) }
end

for round = 1, 40 do
  local tasks = {}
  for i = 1, 4 do
    tasks[#tasks + 1] = setmetatable({ i = 0, n = 3 * i }, Counter)
    tasks[#tasks + 1] = setmetatable({ seen = 0, root = tree(i, 1) }, Walker)
    tasks[#tasks + 1] = setmetatable({ extra = true }, Echo)
  end
  for _, task in ipairs(tasks) do task:start() end
  local turns, ended, sum = 0, {}, 0
  while #tasks > 0 do
    for i = #tasks, 1, -1 do
      local task = tasks[i]
      turns = turns + 1
      local ok, who, value
      if turns < 60 then
        ok, who, value = coroutine.resume(task.co, 1 + turns % 2, turns)
      else
        ok, who, value = coroutine.resume(task.co)
      end
      assert(ok, who)
      if coroutine.status(task.co) == "dead" then
        ended[#ended + 1] = who .. " " .. tostring(value)
        table.remove(tasks, i)
      else
        assert(rawequal(who, task))
        sum = sum + (value or 0)
      end
    end
  end
  if round % 13 == 1 then print(round, turns, sum, table.concat(ended, ", ")) end
end
