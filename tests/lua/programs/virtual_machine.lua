-- A small stack machine with assembler and calls.
local prog = [[
start: push 10
 call fact
 print
 push 0
 store 0
loop: load 0
 push 5
 ge
 jnz done
 load 0
 dup
 mul
 print
 load 0
 push 1
 add
 store 0
 jmp loop
done: halt
fact: dup
 push 1
 gt
 jz base
 dup
 push 1
 sub
 call fact
 mul
 ret
base: pop
 push 1
 ret
]]
local code, labels = {}, {} for line in prog:gmatch("[^\n]+") do local l, rest = line:match("^(%a+):%s*(.*)$") if l then labels[l] = #code + 1 line = rest end local op, arg = line:match("^%s*(%a+)%s*(%S*)") code[#code + 1] = {op = op, arg = tonumber(arg) or (arg ~= "" and arg or nil)} end for _, c in ipairs(code) do if type(c.arg) == "string" then c.arg = labels[c.arg] or error("no label " .. c.arg) end end
local st, ret, mem, pc, out, steps = {}, {}, {}, 1, {}, 0 local function pop() return table.remove(st) end local function bin(f) local b, a = pop(), pop() st[#st + 1] = f(a, b) end
local ops = {push = function(a) st[#st + 1] = a end, pop = function() pop() end, dup = function() st[#st + 1] = st[#st] end, add = function() bin(function(a, b) return a + b end) end, sub = function() bin(function(a, b) return a - b end) end, mul = function() bin(function(a, b) return a * b end) end, gt = function() bin(function(a, b) return a > b and 1 or 0 end) end, ge = function() bin(function(a, b) return a >= b and 1 or 0 end) end, jz = function(a) if pop() == 0 then return a end end, jnz = function(a) if pop() ~= 0 then return a end end, jmp = function(a) return a end, call = function(a) ret[#ret + 1] = pc + 1 return a end, ret = function() return table.remove(ret) end, load = function(a) st[#st + 1] = mem[a] end, store = function(a) mem[a] = pop() end, print = function() out[#out + 1] = pop() end}
while code[pc].op ~= "halt" do steps = steps + 1 local c = code[pc] pc = ops[c.op](c.arg) or pc + 1 if steps > 10000 then break end end print(table.concat(out, " "), steps, #st)
