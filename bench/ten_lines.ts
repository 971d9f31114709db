/**
 * The scripts of the embedding figures: the ten lines as a chunk, as a function in Lua, and as one in
 * JavaScript; and what every one of ten thousand instances keeps.
 *
 * @module
 */

/** The body: takes a name and an amount, returns a string. */
const BODY = `local user, amount = ...
local name = user:upper()
local total, limit = 0, 100
for i = 1, 5 do
  total = total + amount * i % 7
end
if total > limit then
  return "refused " .. name
end
return "account:" .. name .. "=" .. total`;

/** The chunk. */
export const TEN_LINES = BODY;

/** What the script returns for the arguments below. */
export const TEN_LINES_RESULT = "account:ALICE=17";

/** The arguments it is called with. */
export const TEN_LINES_ARGUMENTS = ["alice", 3] as const;

/** Setup of a Lua state: the script as `ten_lines`, an adder, and a loop that calls the host's `host`. */
export const LUA_SETUP = `function ten_lines(...)
${BODY}
end
function add(a, b) return a + b end
function call_host(n)
  local f, value = host, 0
  for i = 1, n do value = f(value) end
  return value
end`;

/** The same for a JavaScript engine. */
export const JS_SETUP = `function ten_lines(user, amount) {
  const name = user.toUpperCase();
  let total = 0;
  const limit = 100;
  for (let i = 1; i <= 5; i++) total = total + (amount * i) % 7;
  if (total > limit) return "refused " + name;
  return "account:" + name + "=" + total;
}
function add(a, b) { return a + b; }
function call_host(n) {
  let value = 0;
  for (let i = 0; i < n; i++) value = host(value);
  return value;
}`;

/** State of its own, and a function that uses it. */
export const LUA_ALIVE = `local state = { log = {} }
function step(id)
  state.log[#state.log + 1] = id
  state.id = id
  return state.id + #state.log
end`;

/** The same for a JavaScript engine. */
export const JS_ALIVE = `const state = { id: 0, log: [] };
function step(id) {
  state.log.push(id);
  state.id = id;
  return state.id + state.log.length;
}`;
