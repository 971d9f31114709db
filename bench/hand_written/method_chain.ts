/** Chained method calls on one object. */
class Builder {
  total = 0;
  count = 0;
  scale = 1;

  add(value: number): this {
    this.total += value * this.scale;
    return this;
  }

  tick(): this {
    this.count++;
    return this;
  }

  scaled(scale: number): this {
    this.scale = scale;
    return this;
  }
}

/** The program. */
export function run(n: number): string {
  const builder = new Builder();
  for (let i = 1; i <= n; i++) builder.scaled(2).add(i % 10).tick().scaled(1).add(1).tick();
  return `${builder.total} ${builder.count}`;
}
