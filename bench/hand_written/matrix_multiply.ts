/** Product of two square matrices, as arrays of rows. */
type Matrix = number[][];

function matrix(n: number, f: (i: number, j: number) => number): Matrix {
  const rows: Matrix = [];
  for (let i = 1; i <= n; i++) {
    const row: number[] = [];
    for (let j = 1; j <= n; j++) row.push(f(i, j));
    rows.push(row);
  }
  return rows;
}

function multiply(a: Matrix, b: Matrix, n: number): Matrix {
  const result: Matrix = [];
  for (let i = 0; i < n; i++) {
    const row: number[] = [], left = a[i]!;
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += left[k]! * b[k]![j]!;
      row.push(sum);
    }
    result.push(row);
  }
  return result;
}

/** The program. */
export function run(n: number): string {
  const a = matrix(n, (i, j) => (i - j) / n);
  const b = matrix(n, (i, j) => (i + j) / n);
  const product = multiply(a, b, n);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += product[i]![i]! + product[i]![n - 1 - i]! / 2;
  return String(Math.floor(trace * 1000 + 0.5));
}
