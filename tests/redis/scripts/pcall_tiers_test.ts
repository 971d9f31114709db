/** Redis's `pcall` gives the same in both tiers. */

import { assertEquals } from "@std/assert";
import { EmbeddedRedis } from "../../../redis/mod.ts";

/** What is called many times, so that it is compiled. */
const CALLS: Record<string, string> = {
  "results": "pcall(function(...) return ... end, 1, 'two', i)",
  "no results": "pcall(function() end)",
  "many results": "pcall(unpack, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})",
  "a text": "pcall(function() error('plain') end)",
  "a text with another position": "pcall(function() error('plain', 2) end)",
  "a table": "pcall(function() error({code = i}) end)",
  "an error table": "pcall(function() error({err = 'ERR mine', more = 1}) end)",
  "an error table with a number": "pcall(function() error({err = 12}) end)",
  "an error reply": "pcall(function() error(redis.error_reply('MY text')) end)",
  "nothing": "pcall(function() error() end)",
  "an operation": "pcall(function() return {} + 1 end)",
  "a call of nil": "pcall(nil)",
  "no arguments": "pcall()",
  "a command": "pcall(redis.call, 'set', 'a', i)",
  "a command that fails": "pcall(redis.call, 'incr', 'list')",
  "a command that fails in a function": "pcall(function() return redis.call('incr', 'list') end)",
  "a builtin": "pcall(string.rep, 'x', i % 5)",
  "a builtin that fails": "pcall(string.rep)",
  "itself": "pcall(pcall, error, 'inner')",
  "nested": "pcall(function() local ok, e = pcall(error, {err = 'E'}) error(e, 0) end)",
  "xpcall": "xpcall(function() error({err = 'E'}) end, function(e) return type(e) end)",
  "a handler in the way": "pcall(xpcall, function() error('x', 0) end, function(e) return e .. '!' end)",
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`pcall gives the same in both tiers: ${name}`, () => {
    const source = `redis.call('del', 'list') redis.call('rpush', 'list', 'x')
      local function show(...)
        local t = {}
        for k = 1, select('#', ...) do
          local v = select(k, ...)
          if type(v) == 'table' then v = 'table:' .. tostring(v.err) .. tostring(v.ok) .. tostring(v.code) end
          t[k] = type(v) .. ' ' .. tostring(v)
        end
        return table.concat(t, ',')
      end
      local seen, order = {}, {}
      local function once(i) return show(${call}) end
      for i = 1, 400 do
        local text = once(i % 7)
        if not seen[text] then seen[text] = true order[#order + 1] = text end
      end
      return order`;
    const outcome = (tier: "auto" | "interpreter") => {
      const redis = new EmbeddedRedis({ clock: () => 1_000, random: () => 0.5, tier });
      const replies = [];
      // the first runs of a script are interpreted
      for (let k = 0; k < 4; k++) replies.push(redis.eval(source));
      return replies;
    };
    const expected = outcome("interpreter");
    assertEquals(Array.isArray(expected[0]) && expected[0].length > 0, true);
    assertEquals(outcome("auto"), expected);
  });
}
