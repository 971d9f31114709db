/** Counters: closures that share and change a variable. */
function counter() {
  let count = 0;
  return {
    increment(by: number): number {
      count += by;
      return count;
    },
    get: (): number => count,
    reset(): void {
      count = 0;
    },
  };
}

/** The program. */
export function run(n: number): string {
  const { increment, get, reset } = counter();
  const { increment: other } = counter();
  let total = 0;
  for (let i = 1; i <= n; i++) {
    increment(2);
    other(1);
    if (i % 100 === 0) {
      total += get();
      reset();
    }
  }
  return `${total} ${get()} ${other(0)}`;
}
