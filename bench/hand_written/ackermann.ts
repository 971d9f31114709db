/** Ackermann's function; engines have no tail calls, the depth is the same. */
function ack(m: number, n: number): number {
  if (m === 0) return n + 1;
  if (n === 0) return ack(m - 1, 1);
  return ack(m - 1, ack(m, n - 1));
}

/** The program. */
export function run(rounds: number): string {
  let sum = 0;
  for (let i = 1; i <= rounds; i++) sum += ack(2, 90 + i % 5);
  return String(sum);
}
