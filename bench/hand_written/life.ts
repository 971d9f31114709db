/** Conway's game of life on a torus. */
const WIDTH = 48, HEIGHT = 32;

function generation(old: readonly number[][]): number[][] {
  const next: number[][] = [];
  for (let y = 0; y < HEIGHT; y++) {
    const above = old[(y + HEIGHT - 1) % HEIGHT]!, here = old[y]!, below = old[(y + 1) % HEIGHT]!;
    const row: number[] = [];
    for (let x = 0; x < WIDTH; x++) {
      const left = (x + WIDTH - 1) % WIDTH, right = (x + 1) % WIDTH;
      const around = above[left]! + above[x]! + above[right]! + here[left]! + here[right]! + below[left]! +
        below[x]! + below[right]!;
      row.push(around === 3 || around === 2 && here[x] === 1 ? 1 : 0);
    }
    next.push(row);
  }
  return next;
}

/** The program. */
export function run(n: number): string {
  let seed = 23;
  let cells: number[][] = [];
  for (let y = 0; y < HEIGHT; y++) {
    const row: number[] = [];
    for (let x = 0; x < WIDTH; x++) {
      seed = (seed * 8121 + 28411) % 134456;
      row.push(seed % 3 === 0 ? 1 : 0);
    }
    cells.push(row);
  }
  for (let i = 0; i < n; i++) cells = generation(cells);
  let alive = 0, checksum = 0;
  for (const row of cells) {
    for (const cell of row) {
      alive += cell;
      checksum = (checksum * 2 + cell) % 1000003;
    }
  }
  return `${alive} ${checksum}`;
}
