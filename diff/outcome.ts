/**
 * What running a program did, in a form that can be compared.
 *
 * @module
 */

/** Everything a program shows of itself. Texts have one char a byte. */
export interface Outcome {
  readonly stdout: string;
  /** error message and traceback, and what the program wrote there itself */
  readonly stderr: string;
  /** exit status; 128 and more for a signal */
  readonly status: number;
}

/**
 * The same text for the same behaviour: addresses differ from run to run. Nothing else is left out; that
 * programs do not show the order of hash keys is seen to where they are made.
 */
export function normalized(text: string): string {
  return text.replace(/0x[0-9a-f]{5,}/gi, "0x").replace(
    /[0-9a-f]{5,}x0 (?=:(?:elbat|noitcnuf|daerht|atadresu))/gi,
    "x0 ",
  );
}

/** Whether two outcomes are the same but for addresses. */
export function agree(a: Outcome, b: Outcome): boolean {
  if (a.status !== b.status) return false;
  return (a.stdout === b.stdout || normalized(a.stdout) === normalized(b.stdout)) &&
    (a.stderr === b.stderr || normalized(a.stderr) === normalized(b.stderr));
}

/**
 * Whether two outcomes differ in signs of NaN at most. Of an operation on two NaN the processor returns one, and
 * which one it is depends on the registers a compiler chose; see `docs/conformance.md`.
 */
export function agreeButForNaN(a: Outcome, b: Outcome): boolean {
  const unsigned = (outcome: Outcome): Outcome => ({
    ...outcome,
    stdout: outcome.stdout.replace(/-nan\b/gi, "nan"),
    stderr: outcome.stderr.replace(/-nan\b/gi, "nan"),
  });
  return agree(unsigned(a), unsigned(b));
}

/** The first lines that differ, for a report. */
export function difference(reference: Outcome, ours: Outcome): string {
  if (reference.status !== ours.status) {
    return `exit status ${reference.status}, here ${ours.status}\n${
      firstDifference(reference.stderr, ours.stderr)
    }`;
  }
  return firstDifference(reference.stdout, ours.stdout) || firstDifference(reference.stderr, ours.stderr);
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [normalized(a).split("\n"), normalized(b).split("\n")];
  const at = left.findIndex((line, i) => line !== right[i]);
  const line = at < 0 && right.length > left.length ? left.length : at;
  if (line < 0) return "";
  return `lua5.1: ${left[line] ?? "(nothing)"}\nhere:   ${right[line] ?? "(nothing)"}`;
}

/** What kind of difference there is: what is left of {@linkcode difference} without the details of a program. */
export function signature(reference: Outcome, ours: Outcome): string {
  return difference(reference, ours).replace(/p\d+\.lua:\d+/g, "").replace(
    /'[^']*'|\b[A-Z]?[a-z]?\d+\b/g,
    "",
  );
}
