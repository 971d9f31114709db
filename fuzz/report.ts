/**
 * Problems in words.
 *
 * @module
 */

/** Class, message and stack of anything thrown, with its causes. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let at = error, depth = 0; at !== undefined && depth < 4; depth++) {
    if (!(at instanceof Error)) {
      parts.push(`${at?.constructor?.name ?? typeof at} ${inspect(at)}`);
      break;
    }
    const stack = (at.stack ?? "").split("\n").filter((line) => line.startsWith("    at ")).slice(0, 8);
    parts.push(`${at.name}: ${at.message}\n${stack.join("\n")}`);
    at = at.cause;
  }
  // the innermost cause says most, so it comes first
  return parts.reverse().join("\nwrapped in ");
}

function inspect(value: unknown): string {
  return Deno.inspect(value, { depth: 2, strAbbreviateSize: 200 });
}

/** That `what`, begun at `start`, has taken too long. */
export function slow(what: string, start: number): string {
  return `${what} is slow\n${Math.round(performance.now() - start)} ms`;
}
