/** A generator that filters what another one gives. */
function* producer(n: number): Generator<number> {
  for (let i = 1; i <= n; i++) yield i;
}

function* filter(source: Iterable<number>): Generator<number> {
  for (const value of source) {
    if (value % 3 !== 0) yield value * 2;
  }
}

/** The program. */
export function run(n: number): string {
  let total = 0, count = 0;
  const filtered = filter(producer(n));
  for (const value of filtered) {
    total += value % 100;
    count++;
  }
  return `${total} ${count} ${filtered.next().done ? "dead" : "suspended"}`;
}
