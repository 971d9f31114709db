/** Loop variables captured by closures. */
const VALUES = [3, 1, 4, 1, 5];

/** The program. */
export function run(n: number): string {
  let total = 0;
  for (let round = 1; round <= n; round++) {
    const list: (() => number)[] = [];
    for (let i = 1; i <= 20; i++) {
      let own = i;
      list.push(() => ++own);
    }
    VALUES.forEach((value, index) => list.push(() => (index + 1) * value));
    let j = 0;
    while (j < 10) {
      let k = j + round % 3;
      list.push(() => {
        k += j;
        return k;
      });
      j++;
    }
    for (const f of list) total += f() + f();
  }
  return String(total);
}
