-- An interpreter for an eight-instruction language.
local function run(src, input)
  local jump, stack = {}, {}
  for i = 1, #src do local c = src:sub(i, i) if c == "[" then stack[#stack + 1] = i elseif c == "]" then local j = table.remove(stack) if not j then error("unmatched ]", 0) end jump[i], jump[j] = j, i end end
  if #stack > 0 then error("unmatched [", 0) end
  local mem, p, pc, out, ip, steps = setmetatable({}, {__index = function() return 0 end}), 0, 1, {}, 1, 0
  while pc <= #src do
    local c = src:sub(pc, pc)
    if c == ">" then p = p + 1 elseif c == "<" then p = p - 1
    elseif c == "+" then mem[p] = (mem[p] + 1) % 256 elseif c == "-" then mem[p] = (mem[p] - 1) % 256
    elseif c == "." then out[#out + 1] = string.char(mem[p])
    elseif c == "," then mem[p] = input:byte(ip) or 0 ip = ip + 1
    elseif c == "[" then if mem[p] == 0 then pc = jump[pc] end
    elseif c == "]" then if mem[p] ~= 0 then pc = jump[pc] end end
    pc = pc + 1 steps = steps + 1
  end
  return table.concat(out), steps
end
print(run("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."))
print(run(",[.,]", "echo"))
print(run(">,[>,]<[.<]", "reverse"))
print(pcall(run, "[[]")) print(pcall(run, "]"))
