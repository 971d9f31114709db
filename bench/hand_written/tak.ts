/** Takeuchi's function. */
function tak(x: number, y: number, z: number): number {
  if (y >= x) return z;
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

/** The program. */
export function run(rounds: number): string {
  let sum = 0;
  for (let i = 1; i <= rounds; i++) sum += tak(14, 7, i % 4);
  return String(sum);
}
