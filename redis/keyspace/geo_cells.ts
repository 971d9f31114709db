/**
 * Positions on earth as 52-bit scores: longitude and latitude cut into 2^26 parts each, their bits interleaved.
 *
 * A cell is a square of that grid at a coarser step: `x` counts along the longitude, `y` along the latitude, each from
 * 0 to 2^step - 1.
 *
 * @module
 */

/** Longitude and latitude in degrees. */
export type Position = readonly [longitude: number, latitude: number];

/** Greatest longitude. */
export const MAX_LONGITUDE: number = 180;
/** Greatest latitude; the poles cannot be coded. */
export const MAX_LATITUDE: number = 85.05112878;
/** Bits of each coordinate in a score. */
const FINEST: number = 26;

/** A square of the grid. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  /** bits of `x` and `y` */
  readonly step: number;
}

/** What a cell covers, in degrees. */
interface Area {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** Puts 13 bits on the even places of 26. */
function spread(bits: number): number {
  bits = (bits | bits << 8) & 0x00ff00ff;
  bits = (bits | bits << 4) & 0x0f0f0f0f;
  bits = (bits | bits << 2) & 0x33333333;
  return (bits | bits << 1) & 0x55555555;
}

/** Takes the even places of 26 bits. */
function gather(bits: number): number {
  bits &= 0x55555555;
  bits = (bits | bits >> 1) & 0x33333333;
  bits = (bits | bits >> 2) & 0x0f0f0f0f;
  bits = (bits | bits >> 4) & 0x00ff00ff;
  return (bits | bits >> 8) & 0xffff;
}

/** The bits of a cell: latitude on the even places, longitude on the odd ones. */
function interleave({ x, y }: Cell): number {
  const low = spread(y & 0x1fff) | spread(x & 0x1fff) << 1;
  // the eastern and northern edge lie one part beyond the grid, as on the server
  const high = spread(y >> 13 & 0x3fff) | spread(x >> 13 & 0x3fff) << 1;
  return high * 0x4000000 + low;
}

/** The cell of a step a position is in. `maxLatitude`: what the grid covers (default: as far as scores go). */
function cellOf(
  [longitude, latitude]: Position,
  step: number,
  maxLatitude: number = MAX_LATITUDE,
): Cell {
  const parts = 2 ** step;
  const y = Math.trunc((latitude + maxLatitude) / (maxLatitude + maxLatitude) * parts);
  const x = Math.trunc((longitude + MAX_LONGITUDE) / (MAX_LONGITUDE + MAX_LONGITUDE) * parts);
  return { x, y, step };
}

/** What a cell covers. */
function areaOf({ x, y, step }: Cell): Area {
  const parts = 2 ** step;
  const longitude = (i: number) => -MAX_LONGITUDE + i / parts * (2 * MAX_LONGITUDE);
  const latitude = (i: number) => -MAX_LATITUDE + i / parts * (2 * MAX_LATITUDE);
  return {
    west: longitude(x),
    east: longitude((x + 1) % 4294967296),
    south: latitude(y),
    north: latitude((y + 1) % 4294967296),
  };
}

/** The score of a position. */
export function scoreOf(position: Position): number {
  return interleave(cellOf(position, FINEST));
}

/** The coordinates' parts of a score of any size, which the server takes as 64 unsigned bits. */
function wideCell(score: number): Cell {
  // out of range is what the processor makes of it
  const bits = score >= 2 ** 64
    ? 0n
    : score >= -(2 ** 63)
    ? BigInt.asUintN(64, BigInt(Math.trunc(score)))
    : 1n << 63n;
  let x = 0;
  let y = 0;
  for (let i = 31; i >= 0; i--) {
    y = y * 2 + Number(bits >> BigInt(2 * i) & 1n);
    x = x * 2 + Number(bits >> BigInt(2 * i + 1) & 1n);
  }
  return { x, y, step: FINEST };
}

function clamp(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value;
}

/** The middle of the cell a score means. */
export function positionOf(score: number): Position {
  let cell: Cell;
  if (score >= 0 && score < 2 ** 52) {
    const whole = Math.trunc(score);
    const high = Math.floor(whole / 0x4000000);
    const low = whole % 0x4000000;
    cell = {
      x: gather(high >> 1) << 13 | gather(low >> 1),
      y: gather(high) << 13 | gather(low),
      step: FINEST,
    };
  } else cell = wideCell(score);
  const { west, east, south, north } = areaOf(cell);
  return [clamp((west + east) / 2, MAX_LONGITUDE), clamp((south + north) / 2, MAX_LATITUDE)];
}

const EARTH_RADIUS = 6372797.560856;
const DEGREE = Math.PI / 180;

/** Metres between two latitudes. */
function latitudeDistance(a: number, b: number): number {
  return EARTH_RADIUS * Math.abs(b * DEGREE - a * DEGREE);
}

/** Metres between two positions along a great circle. */
export function distance(a: Position, b: Position): number {
  const v = Math.sin((b[0] * DEGREE - a[0] * DEGREE) / 2);
  if (v === 0) return latitudeDistance(a[1], b[1]);
  const [from, to] = [a[1] * DEGREE, b[1] * DEGREE];
  const u = Math.sin((to - from) / 2);
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(u * u + Math.cos(from) * Math.cos(to) * v * v));
}

/** What is searched for: a circle, or a box. All lengths in metres. */
export interface Shape {
  readonly center: Position;
  /** undefined for a box */
  readonly radius: number | undefined;
  readonly width: number;
  readonly height: number;
}

/** Metres from the middle of a shape to a position inside; undefined for one outside. */
export function distanceInside(shape: Shape, position: Position): number | undefined {
  const { center, radius, width, height } = shape;
  if (radius !== undefined) {
    const metres = distance(center, position);
    return metres > radius ? undefined : metres;
  }
  if (latitudeDistance(position[1], center[1]) > height / 2) return undefined;
  if (distance(position, [center[0], position[1]]) > width / 2) return undefined;
  return distance(center, position);
}

/** half the length of the equator, about, in metres */
const WIDEST = 20037726.37;

/** The step whose cells are about as wide as a radius. */
function stepFor(radius: number, latitude: number): number {
  if (radius === 0) return FINEST;
  let step = 1;
  for (; radius < WIDEST; radius *= 2) step++;
  step -= 2;
  // cells are narrower towards the poles
  if (Math.abs(latitude) > 66) step -= Math.abs(latitude) > 80 ? 2 : 1;
  return Math.min(Math.max(step, 1), FINEST);
}

/** The degrees a shape reaches to. */
function boundsOf(shape: Shape): Area {
  const [longitude, latitude] = shape.center;
  const height = shape.radius ?? shape.height / 2;
  const width = shape.radius ?? shape.width / 2;
  const up = height / EARTH_RADIUS / DEGREE;
  const edge = latitude < 0 ? latitude - up : latitude + up;
  const sideways = width / EARTH_RADIUS / Math.cos(edge * DEGREE) / DEGREE;
  return {
    west: longitude - sideways,
    east: longitude + sideways,
    south: latitude - up,
    north: latitude + up,
  };
}

function neighbour({ x, y, step }: Cell, dx: number, dy: number): Cell {
  const parts = 2 ** step;
  return {
    x: dx === 0 ? x : (x + dx + parts) % parts,
    y: dy === 0 ? y : (y + dy + parts) % parts,
    step,
  };
}

/** Cells around one: itself, north, south, east, west, north east, north west, south east, south west. */
const AROUND: readonly (readonly [dx: number, dy: number])[] = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];

/** The cells in which positions inside a shape are, in the order they are searched. */
export function cellsFor(shape: Shape): Cell[] {
  const bounds = boundsOf(shape);
  const radius = shape.radius ?? Math.sqrt((shape.width / 2) ** 2 + (shape.height / 2) ** 2);
  let step = stepFor(radius, shape.center[1]);
  let cell = cellOf(shape.center, step);
  const tooFine = areaOf(neighbour(cell, 0, 1)).north < bounds.north ||
    areaOf(neighbour(cell, 0, -1)).south > bounds.south ||
    areaOf(neighbour(cell, 1, 0)).east < bounds.east ||
    areaOf(neighbour(cell, -1, 0)).west > bounds.west;
  if (step > 1 && tooFine) cell = cellOf(shape.center, --step);
  const area = areaOf(cell);
  const all = AROUND.map(([dx, dy]) => {
    if (step < 2) return neighbour(cell, dx, dy);
    const useless = dy < 0 && area.south < bounds.south || dy > 0 && area.north > bounds.north ||
      dx < 0 && area.west < bounds.west || dx > 0 && area.east > bounds.east;
    return useless ? undefined : neighbour(cell, dx, dy);
  });
  const cells: Cell[] = [];
  let last = 0;
  for (let i = 0; i < all.length; i++) {
    const one = all[i];
    if (one === undefined) continue;
    const before = all[last];
    // with a wide radius neighbours are the same cell
    if (last > 0 && before !== undefined && before.x === one.x && before.y === one.y) continue;
    cells.push(one);
    last = i;
  }
  return cells;
}

/** The scores in a cell: from the first up to, not including, the second. */
export function scoresIn(cell: Cell): [from: number, end: number] {
  const bits = interleave(cell);
  const width = 2 ** (2 * (FINEST - cell.step));
  return [bits * width, (bits + 1) * width];
}

const ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";

/** The geohash of a position: 11 chars, the last of which is always `0`. */
export function geohash(position: Position): string {
  const bits = interleave(cellOf(position, FINEST, 90));
  let text = "";
  for (let i = 1; i <= 10; i++) text += ALPHABET.charAt(Math.floor(bits / 2 ** (52 - 5 * i)) % 32);
  return text + "0";
}
