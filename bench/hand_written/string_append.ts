/** Strings grown by + in a loop, and used along the way. */
/** The program. */
export function run(n: number): string {
  let text = "", count = 0;
  for (let i = 1; i <= n; i++) {
    text = text + "x" + i % 10;
    if (text.length % 100 === 0) count++;
  }
  let line = "", lines = 0;
  for (let i = 1; i <= n; i++) {
    line = line + "word" + " ";
    if (line.length > 60) {
      lines++;
      line = "";
    }
  }
  return `${text.length} ${count} ${lines} ${text.slice(-4)}`;
}
