/**
 * Which functions take off the steps of what follows their calls together with those before.
 *
 * Between two calls the steps left are then not looked at, and lie in the meter where the callee has left them:
 * waiting for that memory is most of what a short call costs. Ways out give back what was taken too early, in
 * every activation that leaves, so whatever is done by the interpreter finds the account as it has to be.
 *
 * What may not see it in between are builtins: one that runs into the limit could not tell whether it is there
 * already. So these functions call themselves and nothing else, and do nothing that may call a metamethod.
 *
 * @module
 */

import { NO_KEY_BUT_HANDLER } from "../code.ts";
import type { Request } from "./emit.ts";

/** Instructions that may change the steps left, or call anything. */
const OTHERS = new Set([11, 14, 15, 16, 18, 36, 64, 65, 66, 67]);

/** Whether the function may do so. */
export function mayPrepay(request: Request): boolean {
  const { proto, flow, root, generic, selfCalls, builtins, specials, intrinsics, sites } = request;
  if (root !== 0 || proto.isVararg || generic.size > 0) return false;
  let calls = false;
  for (const { instructions } of flow.blocks) {
    for (const { pc, op, d } of instructions) {
      if (OTHERS.has(op)) return false;
      if (op === 57 || op === 58) {
        if (!selfCalls.has(pc) || builtins.has(pc) || specials.has(pc) || intrinsics.has(pc)) return false;
        calls = true;
      }
      const keyed = op === 10 || op === 13;
      if (keyed && (sites[d]!.loads ?? []).some(({ index }) => index === NO_KEY_BUT_HANDLER)) return false;
    }
  }
  return calls;
}
