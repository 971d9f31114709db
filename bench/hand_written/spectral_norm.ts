/** Spectral norm of an infinite matrix by the power method. */
function entry(i: number, j: number): number {
  const ij = i + j - 1;
  return 1 / (ij * (ij - 1) * 0.5 + i);
}

function times(x: readonly number[], y: number[], n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += x[j]! * entry(i + 1, j + 1);
    y[i] = sum;
  }
}

function transposed(x: readonly number[], y: number[], n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += x[j]! * entry(j + 1, i + 1);
    y[i] = sum;
  }
}

/** The program. */
export function run(n: number): string {
  const u: number[] = new Array(n).fill(1), v: number[] = [], t: number[] = [];
  for (let i = 0; i < 5; i++) {
    times(u, t, n);
    transposed(t, v, n);
    times(v, t, n);
    transposed(t, u, n);
  }
  let uv = 0, vv = 0;
  for (let i = 0; i < n; i++) {
    uv += u[i]! * v[i]!;
    vv += v[i]! * v[i]!;
  }
  return Math.sqrt(uv / vv).toFixed(9);
}
