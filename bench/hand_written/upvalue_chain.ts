/** Variables reached through several levels of functions. */
/** The program. */
export function run(n: number): string {
  let grand = 0;
  const level1 = (a: number) => {
    let b = a + 1;
    return (c: number) => {
      let d = b + c;
      return (e: number) => {
        let f = d + e;
        return (g: number) => {
          let h = f + g;
          return (i: number): number => {
            b++;
            d += b;
            f += d % 3;
            h++;
            grand += (a + b + c + d + e + f + g + h + i) % 11;
            return h;
          };
        };
      };
    };
  };
  let total = 0;
  for (let i = 1; i <= n; i++) {
    const inner = level1(i % 5)(1)(2)(3);
    for (let j = 1; j <= 8; j++) total += inner(j);
  }
  return `${total} ${grand}`;
}
