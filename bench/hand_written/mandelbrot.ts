/** The Mandelbrot set on a square grid. */
/** The program. */
export function run(n: number): string {
  let inside = 0, work = 0;
  for (let row = 0; row < n; row++) {
    const ci = 2 * row / n - 1;
    for (let column = 0; column < n; column++) {
      const cr = 2 * column / n - 1.5;
      let zr = 0, zi = 0, rr = 0, ii = 0, escaped = false;
      for (let i = 1; i <= 50; i++) {
        zi = 2 * zr * zi + ci;
        zr = rr - ii + cr;
        rr = zr * zr;
        ii = zi * zi;
        if (rr + ii > 4) {
          escaped = true;
          work += i;
          break;
        }
      }
      if (!escaped) inside++;
    }
  }
  return `${inside} ${work}`;
}
