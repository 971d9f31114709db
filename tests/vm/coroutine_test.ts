import { assertEquals } from "@std/assert";
import { evaluate, makeRuntime } from "./support.ts";

/** Runs the body in a coroutine, answering each yield with ten times what it yielded. */
const DRIVER = `
local y = coroutine.yield
local function drive(f)
  local co, answer, log = coroutine.create(f), nil, {}
  while true do
    local r = {coroutine.resume(co, answer)}
    for i = 1, #r do r[i] = tostring(r[i]) end
    log[#log + 1] = table.concat(r, ",")
    if coroutine.status(co) == "dead" then return table.concat(log, " ") end
    answer = tonumber(r[2]) * 10
  end
end
`;

const CASES: [name: string, body: string, expected: string][] = [
  ["pcall", "return pcall(function() return y(1) + y(2) end)", "true,1 true,2 true,true,30"],
  [
    "an error after a yield in pcall",
    "return pcall(function() y(1) error('e', 0) end)",
    "true,1 true,false,e",
  ],
  ["__index", "return setmetatable({}, {__index = function(_, k) return y(k) end})[3]", "true,3 true,30"],
  [
    "__newindex",
    "local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, y(v)) end}) t.a = 4 return t.a",
    "true,4 true,40",
  ],
  ["__add", "return setmetatable({}, {__add = function() return y(5) end}) + 1", "true,5 true,50"],
  [
    "__concat in the middle",
    "return 'a' .. setmetatable({}, {__concat = function(a, b) return type(a) .. y(6) end}) .. 'b'",
    "true,6 true,atable60",
  ],
  [
    "__eq",
    "local mt = {__eq = function() return y(7) end} return setmetatable({}, mt) == setmetatable({}, mt)",
    "true,7 true,true",
  ],
  [
    "__lt",
    "local mt = {__lt = function() return y(8) end} return setmetatable({}, mt) > setmetatable({}, mt)",
    "true,8 true,true",
  ],
  [
    "__le by __lt",
    "local mt = {__lt = function() return y(8) end} return setmetatable({}, mt) <= setmetatable({}, mt)",
    "true,8 true,false",
  ],
  ["__call", "return setmetatable({}, {__call = function(_, a) return y(a) end})(9)", "true,9 true,90"],
  [
    "an iterator",
    "local s = 0 for v in function() local v = y(1) if s < 20 then return v end end do s = s + v end return s",
    "true,1 true,1 true,1 true,20",
  ],
  ["gsub", "return (string.gsub('ab', '%a', function() return y(2) end))", "true,2 true,2 true,2020"],
  [
    "sort",
    "local t = {2, 1} table.sort(t, function(a, b) return y(1) and a < b end) return t[1]",
    "true,1 true,1",
  ],
  [
    "tostring",
    "return tostring(setmetatable({}, {__tostring = function() return 's' .. y(3) end}))",
    "true,3 true,s30",
  ],
  ["an xpcall handler", "return xpcall(error, function() return y(4) end)", "true,4 true,false,40"],
];

for (const [name, body, expected] of CASES) {
  Deno.test(`yield across ${name} works unless the runtime is strict`, () => {
    assertEquals(evaluate(`${DRIVER} return drive(function() ${body} end)`), expected);
    const strict = makeRuntime();
    strict.strictYield = true;
    const result = evaluate(`${DRIVER} return drive(function() ${body} end)`, strict);
    // the reference makes this call without a C function in between
    const direct = name === "__call";
    assertEquals(
      /attempt to yield across metamethod\/C-call boundary|false/.test(result),
      !direct,
      result,
    );
  });
}

Deno.test("coroutines nest as deep as the reference's", () => {
  const source = `local d = 0
    local function nest() d = d + 1 return coroutine.wrap(nest)() end
    local ok, m = pcall(nest) return ok, d, (m:gsub("t:2: ", ""))`;
  assertEquals(evaluate(source), "false 198 C stack overflow");
});

Deno.test("a dead, running or normal coroutine cannot be resumed", () => {
  assertEquals(
    evaluate(`local co; co = coroutine.create(function() return coroutine.resume(co) end)
      local _, a, b = coroutine.resume(co)
      return a, b, select(2, coroutine.resume(co))`),
    "false cannot resume running coroutine cannot resume dead coroutine",
  );
});
