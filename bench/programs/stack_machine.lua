-- An interpreter for a small stack machine, with a table of functions as instructions.
-- @section applications
-- @size check=5 quick=15000 full=100000
-- @expect 5 301 93
-- @expect 15000 1630 255008
-- @expect 100000 3471 1700008

local stack, top, pc, memory

local operations = {
  push = function(value) top = top + 1; stack[top] = value end,
  add = function() top = top - 1; stack[top] = stack[top] + stack[top + 1] end,
  mod = function() top = top - 1; stack[top] = stack[top] % stack[top + 1] end,
  mul = function() top = top - 1; stack[top] = stack[top] * stack[top + 1] end,
  load = function(name) top = top + 1; stack[top] = memory[name] end,
  store = function(name) memory[name] = stack[top]; top = top - 1 end,
  less = function() top = top - 1; stack[top] = stack[top] < stack[top + 1] end,
  jump = function(to) pc = to end,
  unless = function(to)
    if not stack[top] then pc = to end
    top = top - 1
  end,
}

local source = [[
  push 0; store i; push 1; store sum
  label loop
  load i; load n; less; unless stop
  load sum; push 3; mul; load i; add; push 10007; mod; store sum
  load i; push 1; add; store i
  jump loop
  label stop
]]

local code, labels = {}, {}
for kind, argument in source:gmatch("(%a+) ?(%w*)") do
  if kind == "label" then
    labels[argument] = #code + 1
  else
    code[#code + 1] = { run = operations[kind], argument = tonumber(argument) or argument }
  end
end
for _, instruction in ipairs(code) do
  instruction.argument = labels[instruction.argument] or instruction.argument
end

local n = ...
stack, top, pc, memory = {}, 0, 1, { n = n }
local steps = 0
while code[pc] do
  local instruction = code[pc]
  pc = pc + 1
  instruction.run(instruction.argument)
  steps = steps + 1
end
return string.format("%d %d", memory.sum, steps)
