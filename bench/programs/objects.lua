-- Objects with fields and methods: points and rectangles made, moved and measured.
-- @section objects
-- @size check=10 quick=25000 full=200000
-- @expect 10 -3 0 8 90
-- @expect 25000 -3 0 18814 225000
-- @expect 200000 -3 0 150479 1800000

local Point = {}
Point.__index = Point

local function point(x, y) return setmetatable({ x = x, y = y }, Point) end

function Point:move(dx, dy)
  self.x = self.x + dx
  self.y = self.y + dy
end

function Point:plus(other) return point(self.x + other.x, self.y + other.y) end

local Rectangle = {}
Rectangle.__index = Rectangle

function Rectangle.new(from, to) return setmetatable({ from = from, to = to, hits = 0 }, Rectangle) end

function Rectangle:width() return self.to.x - self.from.x end

function Rectangle:height() return self.to.y - self.from.y end

function Rectangle:area() return self:width() * self:height() end

function Rectangle:contains(p)
  return p.x >= self.from.x and p.x < self.to.x and p.y >= self.from.y and p.y < self.to.y
end

local n = ...
local box = Rectangle.new(point(0, 0), point(50, 80))
local walker = point(0, 0)
local total = 0
for i = 1, n do
  walker:move(i % 7 - 3, i % 5 - 2)
  local there = walker:plus(point(i % 60, i % 90))
  if box:contains(there) then box.hits = box.hits + 1 end
  total = total + box:area() % 13
end
return string.format("%d %d %d %d", walker.x, walker.y, box.hits, total)
