/** Motion of the sun and four planets. */
const MASS = 4 * Math.PI * Math.PI, YEAR = 365.24;

class Body {
  constructor(
    public x: number,
    public y: number,
    public z: number,
    public vx: number,
    public vy: number,
    public vz: number,
    readonly mass: number,
  ) {}
}

function body(x: number, y: number, z: number, vx: number, vy: number, vz: number, mass: number): Body {
  return new Body(x, y, z, vx * YEAR, vy * YEAR, vz * YEAR, mass * MASS);
}

function solarSystem(): Body[] {
  return [
    body(0, 0, 0, 0, 0, 0, 1),
    body(
      4.84143144246472090,
      -1.16032004402742839,
      -0.103622044471123109,
      0.00166007664274403694,
      0.00769901118419740425,
      -0.0000690460016972063023,
      0.000954791938424326609,
    ),
    body(
      8.34336671824457987,
      4.12479856412430479,
      -0.403523417114321381,
      -0.00276742510726411054,
      0.00499852801234917238,
      0.0000230417297573763929,
      0.000285885980666130812,
    ),
    body(
      12.8943695621391310,
      -15.1111514016986312,
      -0.223307578892655734,
      0.00296460137564761618,
      0.00237847173959480950,
      -0.0000296589568540237556,
      0.0000436624404335156298,
    ),
    body(
      15.3796971148509165,
      -25.9193146099879641,
      0.179258772950371181,
      0.00268067772490389322,
      0.00162824170038242295,
      -0.0000951592254519715870,
      0.0000515138902046611451,
    ),
  ];
}

function advance(bodies: Body[], dt: number): void {
  const n = bodies.length;
  for (let i = 0; i < n; i++) {
    const a = bodies[i]!;
    for (let j = i + 1; j < n; j++) {
      const b = bodies[j]!;
      const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      const square = dx * dx + dy * dy + dz * dz;
      const force = dt / (square * Math.sqrt(square));
      const onto = b.mass * force, back = a.mass * force;
      a.vx -= dx * onto;
      a.vy -= dy * onto;
      a.vz -= dz * onto;
      b.vx += dx * back;
      b.vy += dy * back;
      b.vz += dz * back;
    }
  }
  for (const a of bodies) {
    a.x += dt * a.vx;
    a.y += dt * a.vy;
    a.z += dt * a.vz;
  }
}

function energy(bodies: readonly Body[]): number {
  let e = 0;
  bodies.forEach((a, i) => {
    e += a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz) / 2;
    for (let j = i + 1; j < bodies.length; j++) {
      const b = bodies[j]!;
      const dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
      e -= a.mass * b.mass / Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
  });
  return e;
}

/** The program. */
export function run(steps: number): string {
  const bodies = solarSystem();
  let px = 0, py = 0, pz = 0;
  for (const a of bodies) {
    px += a.vx * a.mass;
    py += a.vy * a.mass;
    pz += a.vz * a.mass;
  }
  const sun = bodies[0]!;
  sun.vx = -px / MASS;
  sun.vy = -py / MASS;
  sun.vz = -pz / MASS;
  const before = energy(bodies);
  for (let i = 0; i < steps; i++) advance(bodies, 0.01);
  return `${before.toFixed(9)} ${energy(bodies).toFixed(9)}`;
}
