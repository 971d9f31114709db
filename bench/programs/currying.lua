-- Currying and composition: functions built from functions, then called through several layers.
-- @section closures
-- @size check=10 quick=30000 full=250000
-- @expect 10 224
-- @expect 30000 2010000
-- @expect 250000 16749994

local function curry3(f)
  return function(a)
    return function(b)
      return function(c) return f(a, b, c) end
    end
  end
end

local function compose(f, g)
  return function(x) return f(g(x)) end
end

local function partial(f, first)
  return function(...) return f(first, ...) end
end

local function volume(a, b, c) return a * b + c end
local function increment(x) return x + 1 end
local function halve(x) return x - x % 2 end

local curried = curry3(volume)
local pipeline = increment
for i = 1, 4 do
  pipeline = compose(i % 2 == 0 and increment or halve, pipeline)
end

local n = ...
local total = 0
for i = 1, n do
  total = total + curried(i % 7)(2)(3) + pipeline(i % 100) + partial(volume, 2)(3, i % 3)
end
return string.format("%d", total)
