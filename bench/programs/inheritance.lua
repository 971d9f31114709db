-- Class hierarchies three deep: methods found through chained __index tables, overriding, super calls.
-- @section objects
-- @size check=5 quick=6000 full=50000
-- @expect 5 540
-- @expect 6000 857988
-- @expect 50000 7150018

local function class(parent)
  local new = {}
  new.__index = new
  if parent then setmetatable(new, { __index = parent }) end
  new.super = parent
  return new
end

local Shape = class()
function Shape:init(name) self.name = name; self.uses = 0 end
function Shape:area() return 0 end
function Shape:use() self.uses = self.uses + 1 end
function Shape:describe() self:use(); return #self.name + self:area() end

local Polygon = class(Shape)
function Polygon:init(name, sides) Shape.init(self, name); self.sides = sides end
function Polygon:corners() return self.sides end

local Square = class(Polygon)
function Square:init(side) Polygon.init(self, "square", 4); self.side = side end
function Square:area() return self.side * self.side end
function Square:describe() return Square.super.describe(self) + self:corners() end

local Triangle = class(Polygon)
function Triangle:init(base, height) Polygon.init(self, "triangle", 3); self.base = base; self.height = height end
function Triangle:area() return self.base * self.height end

local function new(of, ...)
  local object = setmetatable({}, of)
  object:init(...)
  return object
end

local n = ...
local total = 0
for i = 1, n do
  local shapes = { new(Square, i % 10), new(Triangle, 3, i % 7), new(Polygon, "any", 5) }
  for j = 1, 6 do
    local shape = shapes[j % 3 + 1]
    total = total + shape:describe() + shape:corners()
  end
  total = total + shapes[1].uses
end
return string.format("%d", total)
