-- Chained method calls on one object: every call returns its receiver.
-- @section nested
-- @size check=10 quick=60000 full=500000
-- @expect 10 100 20
-- @expect 60000 600000 120000
-- @expect 500000 5000000 1000000

local Builder = {}
Builder.__index = Builder

function Builder.new() return setmetatable({ total = 0, count = 0, scale = 1 }, Builder) end

function Builder:add(value)
  self.total = self.total + value * self.scale
  return self
end

function Builder:tick()
  self.count = self.count + 1
  return self
end

function Builder:scaled(scale)
  self.scale = scale
  return self
end

local n = ...
local builder = Builder.new()
for i = 1, n do
  builder:scaled(2):add(i % 10):tick():scaled(1):add(1):tick()
end
return string.format("%d %d", builder.total, builder.count)
