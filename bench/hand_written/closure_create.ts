/** Closures made and called at once. */
const adder = (step: number) => (value: number): number => value + step;

/** The program. */
export function run(n: number): string {
  let total = 0;
  for (let i = 1; i <= n; i++) {
    const add = adder(i % 10);
    total = add(total) + add(1) - add(0);
  }
  return String(total);
}
