/** N queens by backtracking. */
/** The program. */
export function run(n: number): string {
  const columns: boolean[] = new Array(n).fill(false);
  const up: boolean[] = new Array(2 * n).fill(false);
  const down: boolean[] = new Array(2 * n).fill(false);
  let count = 0;
  const place = (row: number): void => {
    if (row === n) {
      count++;
      return;
    }
    for (let column = 0; column < n; column++) {
      if (columns[column] || up[row + column] || down[row - column + n]) continue;
      columns[column] = up[row + column] = down[row - column + n] = true;
      place(row + 1);
      columns[column] = up[row + column] = down[row - column + n] = false;
    }
  };
  place(0);
  return String(count);
}
