/** Sieve of Eratosthenes on an array of booleans. */
/** The program. */
export function run(n: number): string {
  const composite: boolean[] = new Array(n + 1).fill(false);
  let count = 0, last = 0;
  for (let i = 2; i <= n; i++) {
    if (composite[i]) continue;
    count++;
    last = i;
    for (let j = i * i; j <= n; j += i) composite[j] = true;
  }
  return `${count} ${last}`;
}
