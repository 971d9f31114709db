/**
 * What compiled code is made of: no byte of a script's names, strings or numbers is in its text.
 */

import { assert, assertEquals } from "@std/assert";
import { compile, instantiate } from "../../../mod.ts";
import { compiledTierAvailable, inspection } from "../../../vm/compiled/build.ts";

/** Runs a script compiled from the first call on; all the text it was compiled to. */
function textsOf(script: string): string[] {
  const texts: string[] = [];
  inspection.onText = (text) => texts.push(text);
  try {
    instantiate(compile(script), { tier: "compiled", profile: "trusted" }).run();
  } finally {
    inspection.onText = undefined;
  }
  return texts;
}

Deno.test("compiled code contains no text of the script", () => {
  const hostile = [
    "`+alert(1)+`",
    "${globalThis}",
    "*/ Deno.exit(7) //",
    "\\u0022;throw 1;//",
    "__proto__",
    "constructor",
    "zebraName",
    "\u2028\u2029",
  ];
  const quoted = hostile.map((text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);
  const script = `
    local zebraLocal = { ${quoted.join(", ")} }
    local zebraTable = setmetatable({}, { __index = function(_, zebraKey) return zebraKey .. "zebraSuffix" end })
    zebraGlobal = 987654321.25
    for zebraIndex = 1, 4711 do
      zebraTable["${hostile[6]}" .. zebraIndex % 31] = zebraLocal[zebraIndex % 8 + 1]
      zebraTable.zebraField = zebraTable.zebraMissing
      zebraGlobal = zebraGlobal + 13579 - 0.0625 * zebraIndex
      if zebraGlobal == "zebraCompared" then error("zebraError") end
    end
    local function zebraFunction(...) return select("#", ...), ("zebra%d"):format(24680) end
    zebraFunction(pcall(error, "zebraCaught"))
    goto_ = zebraFunction`;
  const texts = textsOf(script);
  assert(texts.length > 2, "nothing was compiled");
  const forbidden = [
    ...hostile,
    "zebra",
    "goto",
    "987654321",
    "4711",
    "13579",
    "0625",
    "24680",
    "alert",
    "globalThis",
    "exit(7)",
    "select",
    "format",
  ];
  for (const text of texts) {
    for (const word of forbidden) assert(!text.includes(word), `${word} is in the text of compiled code`);
    // names are register, word and position numbers behind a few letters of the tier's own
    assertEquals(/[^\x20-\x7e]/.test(text), false);
    assertEquals(/[`'\\]/.test(text), false);
    for (const [string] of text.matchAll(/"[^"]*"/g)) {
      assert(['"use strict"', '"number"', '"object"', '"string"'].includes(string), string);
    }
  }
});

Deno.test("compiled code names nothing but what it is given", () => {
  const known = new Set(
    ("const let var return function if else for continue break try catch switch case throw typeof undefined true false " +
      "new void use strict number string object Array isArray f v").split(" "),
  );
  for (
    const text of textsOf("local t = {} for i = 1, 10 do t[i] = {x = i, y = -i} end print(#t, t[3].x ^ 2)")
  ) {
    const bare = text.replace(/"[^"]*"/g, "").replace(/\.\w+/g, "");
    for (const [name] of bare.matchAll(/[A-Za-z_$][\w$]*/g)) {
      assert(known.has(name) || /^(?:[a-zA-Z]|[ekrspnwqXBH]\d+|pc|rt)$/.test(name), name);
    }
  }
});

Deno.test("the compiled tier is available where functions may be made from text", () => {
  assertEquals(compiledTierAvailable(), true);
});
