/** Objects with fields and methods: points and rectangles. */
class Point {
  constructor(public x: number, public y: number) {}

  move(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
  }

  plus(other: Point): Point {
    return new Point(this.x + other.x, this.y + other.y);
  }
}

class Rectangle {
  hits = 0;

  constructor(readonly from: Point, readonly to: Point) {}

  width(): number {
    return this.to.x - this.from.x;
  }

  height(): number {
    return this.to.y - this.from.y;
  }

  area(): number {
    return this.width() * this.height();
  }

  contains(p: Point): boolean {
    return p.x >= this.from.x && p.x < this.to.x && p.y >= this.from.y && p.y < this.to.y;
  }
}

/** The program. */
export function run(n: number): string {
  const box = new Rectangle(new Point(0, 0), new Point(50, 80));
  const walker = new Point(0, 0);
  let total = 0;
  for (let i = 1; i <= n; i++) {
    walker.move(i % 7 - 3, i % 5 - 2);
    const there = walker.plus(new Point(i % 60, i % 90));
    if (box.contains(there)) box.hits++;
    total += box.area() % 13;
  }
  return `${walker.x} ${walker.y} ${box.hits} ${total}`;
}
