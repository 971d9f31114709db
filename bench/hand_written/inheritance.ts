/** Three levels of classes, constructors and methods of the parent. */
class Shape {
  uses = 0;

  constructor(readonly name: string) {}

  area(): number {
    return 0;
  }

  use(): void {
    this.uses++;
  }

  describe(): number {
    this.use();
    return this.name.length + this.area();
  }
}

class Polygon extends Shape {
  constructor(name: string, readonly sides: number) {
    super(name);
  }

  corners(): number {
    return this.sides;
  }
}

class Square extends Polygon {
  constructor(readonly side: number) {
    super("square", 4);
  }

  override area(): number {
    return this.side * this.side;
  }

  override describe(): number {
    return super.describe() + this.corners();
  }
}

class Triangle extends Polygon {
  constructor(readonly base: number, readonly height: number) {
    super("triangle", 3);
  }

  override area(): number {
    return this.base * this.height;
  }
}

/** The program. */
export function run(n: number): string {
  let total = 0;
  for (let i = 1; i <= n; i++) {
    const shapes = [new Square(i % 10), new Triangle(3, i % 7), new Polygon("any", 5)];
    for (let j = 1; j <= 6; j++) {
      const shape = shapes[j % 3]!;
      total += shape.describe() + shape.corners();
    }
    total += shapes[0]!.uses;
  }
  return String(total);
}
