-- A class library with inheritance, super, mixins and properties.
local function class(parent)
  local c = {}
  c.__index = c
  c.super = parent
  for _, m in ipairs{"__tostring", "__add", "__eq", "__lt", "__call"} do c[m] = parent and parent[m] end
  setmetatable(c, {__index = parent, __call = function(cls, ...) local o = setmetatable({}, cls) if cls.init then cls.init(o, ...) end return o end})
  function c:is(cls) local k = getmetatable(self) while k do if k == cls then return true end k = k.super end return false end
  return c
end
local Shape = class()
function Shape:init(name) self.name = name Shape.count = (Shape.count or 0) + 1 end
function Shape:area() return 0 end
function Shape.__tostring(s) return ("%s(%.2f)"):format(s.name, s:area()) end
function Shape.__lt(a, b) return a:area() < b:area() end
local Rect = class(Shape)
function Rect:init(w, h) Shape.init(self, "rect") self.w, self.h = w, h end
function Rect:area() return self.w * self.h end
local Circle = class(Shape)
function Circle:init(r) Shape.init(self, "circle") self.r = r end
function Circle:area() return math.pi * self.r ^ 2 end
local Square = class(Rect)
function Square:init(s) Rect.init(self, s, s) self.name = "square" end
local shapes = {Rect(3, 4), Circle(1), Square(2), Rect(1, 1), Circle(0.5)}
table.sort(shapes)
for _, s in ipairs(shapes) do print(tostring(s), s:is(Rect), s:is(Shape), s:is(Circle)) end
print(Shape.count)
local Comparable = {max = function(a, b) return a < b and b or a end, describe = function(s) return "<" .. tostring(s) .. ">" end}
for k, v in pairs(Comparable) do Shape[k] = v end
print(shapes[1]:max(shapes[5]):describe())
print(pcall(function() return Square(2):nothing() end))
