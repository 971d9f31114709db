/** Lists by map, filter and reduce. */
const double = (x: number): number => x * 2;
const wanted = (x: number): boolean => x % 3 !== 0;
const add = (a: number, b: number): number => a + b;
const larger = (a: number, b: number): number => a > b ? a : b;

/** The program. */
export function run(rounds: number): string {
  const list: number[] = [];
  for (let i = 1; i <= 100; i++) list.push(i);
  let total = 0;
  for (let i = 1; i <= rounds; i++) {
    list[i % 100] = i % 1000;
    const chosen = list.map(double).filter(wanted);
    total += chosen.reduce(add, 0) + chosen.reduce(larger, 0);
  }
  return String(total);
}
