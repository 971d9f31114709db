/**
 * Matching speed: ten realistic uses of patterns, timed by `lua5.1` and here, best of several rounds.
 *
 * @module
 */

import process from "node:process";
import { compile, instantiate } from "../mod.ts";
import { bytesOf, latin1 } from "./bytes.ts";
import type { Tier } from "./ours.ts";
import { ENVIRONMENT } from "./reference.ts";

/** Rounds per pattern; the best one counts. */
const ROUNDS = 25;

/** Each prints its name, the milliseconds of its best round, and a result that both sides must agree on. */
const PROGRAM = `local words = ("the quick brown fox jumps over the lazy dog "):rep(50)
local csv = ("12,abc,3.5,hello world,,99\\n"):rep(100)
local ini = ("key_1 = some value here  \\n; comment\\n[section]\\n"):rep(60)
local html = ("<p class='x'>text <b>bold</b> &amp; more</p>\\n"):rep(60)
local log = ("2024-05-17 12:34:56 [warn] /index.html?id=42 from 192.168.10.7 took 15ms\\n"):rep(60)
local code = ("local x = f(a, (b + c) * g(1, {2, 3})) -- comment\\n"):rep(60)
local spaces = (" "):rep(30) .. "value" .. (" "):rep(30)
local long = ("x"):rep(5000) .. "needle" .. ("y"):rep(5000)
local function count(s, p) local n = 0 for _ in s:gmatch(p) do n = n + 1 end return n end
local uses = {
  { "words: gmatch %a+", 75, function() return count(words, "%a+") end },
  { "CSV fields: gmatch ([^,\\\\n]*)[,\\\\n]", 50, function() return count(csv, "([^,\\n]*)[,\\n]") end },
  { "trim: match ^%s*(.-)%s*$", 5000, function() return #spaces:match("^%s*(.-)%s*$") end },
  { "INI lines: gmatch ([%w_]+)%s*=%s*([^\\\\n]-)%s*\\\\n", 50, function() return count(ini, "([%w_]+)%s*=%s*([^\\n]-)%s*\\n") end },
  { "tags: gsub <[^>]+> by nothing", 50, function() return #html:gsub("<[^>]+>", "") end },
  { "log lines: gmatch (%d+)-(%d+)-(%d+) (%d+):(%d+):(%d+) %[(%a+)%]", 50, function() return count(log, "(%d+)-(%d+)-(%d+) (%d+):(%d+):(%d+) %[(%a+)%]") end },
  { "escape: gsub [&<>'] by a table", 50, function() return #html:gsub("[&<>']", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ["'"] = "&#39;" }) end },
  { "brackets: gmatch %b()", 50, function() return count(code, "%b()") end },
  { "capitalise: gsub (%a)(%w*) by a function", 50, function() return #words:gsub("(%a)(%w*)", function(a, b) return a:upper() .. b end) end },
  { "needle: find at the end of 5,000 bytes", 5000, function() return (long:find("nee[dt]le")) end },
}
for _, use in ipairs(uses) do
  local name, times, f = use[1], use[2], use[3]
  local best, result = math.huge
  for round = 1, ${ROUNDS} do
    local start = os.clock()
    for i = 1, times do result = f() end
    best = math.min(best, os.clock() - start)
  end
  print(name .. "\\t" .. string.format("%.3f", best * 1000) .. "\\t" .. tostring(result))
end
`;

/** What one use of a pattern takes, in milliseconds. */
export interface PatternTime {
  readonly name: string;
  readonly reference: number;
  readonly ours: number;
}

function parse(output: string): { name: string; time: number; result: string }[] {
  return output.trim().split("\n").map((line) => {
    const [name, time, result] = line.split("\t");
    return { name: name!, time: Number(time), result: result! };
  });
}

/** Times all uses. Throws if the sides disagree on a result. */
export async function patternTimes(tier: Tier): Promise<PatternTime[]> {
  const folder = await Deno.makeTempDir({ prefix: "diff_" });
  try {
    await Deno.writeFile(`${folder}/speed.lua`, bytesOf(PROGRAM));
    const { stdout } = await new Deno.Command("lua5.1", {
      args: [`${folder}/speed.lua`],
      env: ENVIRONMENT,
      clearEnv: true,
    }).output();
    const reference = parse(latin1(stdout));
    const pieces: string[] = [];
    instantiate(compile(bytesOf(PROGRAM)), {
      profile: "trusted",
      tier,
      // processor time, as `os.clock` of the reference
      clock: () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      },
      stdout: { writeSync: (bytes) => (pieces.push(latin1(bytes)), bytes.length) },
    }).run();
    return parse(pieces.join("")).map(({ name, time, result }, i) => {
      if (reference[i]!.result !== result) {
        throw new Error(`${name}: ${reference[i]!.result}, here ${result}`);
      }
      return { name, reference: reference[i]!.time, ours: time };
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
