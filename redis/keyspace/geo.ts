/**
 * Commands on positions, which are kept as scores of sorted sets.
 *
 * @module
 */

import { toFixed } from "../../vm/decimal.ts";
import type { CallContext } from "../backend.ts";
import { DoubleReply, NULL_ARRAY, type Reply } from "../reply.ts";
import { doubleArg, isWord, numberArg } from "./arguments.ts";
import type { Handler } from "./command.ts";
import type { Database } from "./database.ts";
import { err, SYNTAX } from "./errors.ts";
import {
  cellsFor,
  distance,
  distanceInside,
  geohash,
  MAX_LATITUDE,
  MAX_LONGITUDE,
  type Position,
  positionOf,
  scoreOf,
  scoresIn,
  type Shape,
} from "./geo_cells.ts";
import { formatLongDouble, fromDouble } from "./long_double.ts";
import { INT64_MIN, toInteger } from "./numbers.ts";
import { storeZset, visitScores } from "./sorted_set_ranges.ts";
import { zadd } from "./sorted_sets.ts";
import { ZSetValue } from "./values.ts";

/** `%f` */
function fixed(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return (value < 0 ? "-" : "") + toFixed(Math.abs(value), 6);
}

/** Longitude and latitude. @throws {ErrorReply} for what is no position */
function positionArg(longitudeText: string, latitudeText: string): Position {
  const longitude = doubleArg(longitudeText);
  const latitude = doubleArg(latitudeText);
  if (Math.abs(longitude) > MAX_LONGITUDE || Math.abs(latitude) > MAX_LATITUDE) {
    throw err(`invalid longitude,latitude pair ${fixed(longitude)},${fixed(latitude)}`);
  }
  return [longitude, latitude];
}

/** Metres of a unit. @throws {ErrorReply} for another word */
function unitArg(text: string): number {
  if (isWord(text, "m")) return 1;
  if (isWord(text, "km")) return 1000;
  if (isWord(text, "ft")) return 0.3048;
  if (isWord(text, "mi")) return 1609.34;
  throw err("unsupported unit provided. please use M, KM, FT, MI");
}

function geoadd(db: Database, args: readonly string[]): Reply {
  let at = 2;
  let nx = false;
  let xx = false;
  for (; at < args.length; at++) {
    if (isWord(args[at]!, "nx")) nx = true;
    else if (isWord(args[at]!, "xx")) xx = true;
    else if (!isWord(args[at]!, "ch")) break;
  }
  if ((args.length - at) % 3 !== 0 || nx && xx) throw SYNTAX;
  const forward = ["ZADD", ...args.slice(1, at)];
  for (let i = at; i < args.length; i += 3) {
    forward.push("" + scoreOf(positionArg(args[i]!, args[i + 1]!)), args[i + 2]!);
  }
  const reply = zadd(db, forward);
  if (db.keyspace.logging) db.keyspace.rewrite(db.index, forward);
  return reply;
}

/** A coordinate, which is written with up to 17 decimals. */
function coordinate(value: number, context: CallContext): Reply {
  const text = formatLongDouble(fromDouble(value));
  return context.resp === 2 ? text : new DoubleReply(value, text);
}

function coordinates(position: Position, context: CallContext): Reply {
  return [coordinate(position[0], context), coordinate(position[1], context)];
}

function geopos(db: Database, args: readonly string[], context: CallContext): Reply {
  const zset = db.zset(args[1]!);
  return args.slice(2).map((member) => {
    const score = zset?.score(member);
    return score === undefined ? NULL_ARRAY : coordinates(positionOf(score), context);
  });
}

/** A distance with four decimals, rounded as the server does it: after scaling, ties to even. */
function distanceText(value: number): string {
  const scaled = value * 10000;
  let whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest > 0.5 || rest === 0.5 && whole % 2 !== 0) whole++;
  const digits = BigInt(whole).toString().padStart(5, "0");
  return digits.slice(0, -4) + "." + digits.slice(-4);
}

function geodist(db: Database, args: readonly string[]): Reply {
  const unit = args.length === 5 ? unitArg(args[4]!) : 1;
  if (args.length > 5) throw SYNTAX;
  const zset = db.zset(args[1]!);
  const from = zset?.score(args[2]!);
  const to = zset?.score(args[3]!);
  if (from === undefined || to === undefined) return null;
  return distanceText(distance(positionOf(from), positionOf(to)) / unit);
}

function geohashes(db: Database, args: readonly string[]): Reply {
  const zset = db.zset(args[1]!);
  return args.slice(2).map((member) => {
    const score = zset?.score(member);
    return score === undefined ? null : geohash(positionOf(score));
  });
}

/** How a search is asked for: by position, by member, or with the options of GEOSEARCH. */
type Style = "position" | "member" | "search" | "searchstore";

interface Search {
  center: Position | undefined;
  /** the center is a member of a sorted set that does not exist */
  lost: boolean;
  radius: number | undefined;
  width: number;
  height: number;
  unit: number;
  hasShape: boolean;
  withDistance: boolean;
  withHash: boolean;
  withPosition: boolean;
  any: boolean;
  order: -1 | 0 | 1;
  count: number;
  store: string | undefined;
  storeDistance: boolean;
}

function memberPosition(zset: ZSetValue, member: string): Position {
  const score = zset.score(member);
  if (score === undefined) throw err("could not decode requested zset member");
  return positionOf(score);
}

/** Radius and unit at a position of the arguments. */
function radiusArgs(search: Search, radiusText: string, unitText: string): void {
  const radius = doubleArg(radiusText, err("need numeric radius"));
  if (radius < 0) throw err("radius cannot be negative");
  search.radius = radius;
  search.unit = unitArg(unitText);
  search.hasShape = true;
}

function boxArgs(search: Search, widthText: string, heightText: string, unitText: string): void {
  search.width = doubleArg(widthText, err("need numeric width"));
  search.height = doubleArg(heightText, err("need numeric height"));
  if (search.width < 0 || search.height < 0) throw err("height or width cannot be negative");
  search.unit = unitArg(unitText);
  search.hasShape = true;
}

/** Parses an option at `i`; gives how many arguments follow it, or -1 when it is none. */
function parseOption(
  search: Search,
  args: readonly string[],
  i: number,
  zset: ZSetValue | undefined,
  style: Style,
  mayStore: boolean,
): number {
  const word = args[i]!;
  const left = args.length - i - 1;
  const byOptions = style === "search" || style === "searchstore";
  if (isWord(word, "withdist")) search.withDistance = true;
  else if (isWord(word, "withhash")) search.withHash = true;
  else if (isWord(word, "withcoord")) search.withPosition = true;
  else if (isWord(word, "any")) search.any = true;
  else if (isWord(word, "asc")) search.order = 1;
  else if (isWord(word, "desc")) search.order = -1;
  else if (isWord(word, "count") && left >= 1) {
    search.count = numberArg(args[i + 1]!);
    if (search.count <= 0) throw err("COUNT must be > 0");
    return 1;
  } else if (!byOptions && mayStore && left >= 1 && (isWord(word, "store") || isWord(word, "storedist"))) {
    search.store = args[i + 1]!;
    search.storeDistance = word.length > 5;
    return 1;
  } else if (style === "searchstore" && isWord(word, "storedist")) search.storeDistance = true;
  else if (!byOptions) return -1;
  else if (isWord(word, "frommember") && left >= 1 && (search.center === undefined || search.lost)) {
    if (zset === undefined) search.lost = true;
    else {
      search.center = memberPosition(zset, args[i + 1]!);
      search.lost = true;
    }
    return 1;
  } else if (isWord(word, "fromlonlat") && left >= 2 && !search.lost) {
    search.center = positionArg(args[i + 1]!, args[i + 2]!);
    return 2;
  } else if (isWord(word, "byradius") && left >= 2 && (!search.hasShape || search.radius !== undefined)) {
    radiusArgs(search, args[i + 1]!, args[i + 2]!);
    return 2;
  } else if (isWord(word, "bybox") && left >= 3 && (!search.hasShape || search.radius === undefined)) {
    boxArgs(search, args[i + 1]!, args[i + 2]!, args[i + 3]!);
    return 3;
  } else return -1;
  return 0;
}

function parseSearch(
  args: readonly string[],
  zset: ZSetValue | undefined,
  style: Style,
  mayStore: boolean,
): Search {
  const search: Search = {
    center: undefined,
    lost: false,
    radius: undefined,
    width: 0,
    height: 0,
    unit: 1,
    hasShape: false,
    withDistance: false,
    withHash: false,
    withPosition: false,
    any: false,
    order: 0,
    count: 0,
    store: style === "searchstore" ? args[1]! : undefined,
    storeDistance: false,
  };
  let at = style === "search" ? 2 : style === "searchstore" ? 3 : style === "member" ? 5 : 6;
  if (style === "position") {
    search.center = positionArg(args[2]!, args[3]!);
    radiusArgs(search, args[4]!, args[5]!);
  } else if (style === "member" && zset !== undefined) {
    search.center = memberPosition(zset, args[2]!);
    radiusArgs(search, args[3]!, args[4]!);
  }
  for (; at < args.length; at++) {
    const used = parseOption(search, args, at, zset, style, mayStore);
    if (used < 0) throw SYNTAX;
    at += used;
  }
  checkSearch(search, args[0]!, style);
  return search;
}

function checkSearch(search: Search, name: string, style: Style): void {
  if (search.store !== undefined && (search.withDistance || search.withHash || search.withPosition)) {
    const what = style === "searchstore" ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
    throw err(`${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`);
  }
  if (style === "search" || style === "searchstore") {
    if (search.center === undefined && !search.lost) {
      throw err(`exactly one of FROMMEMBER or FROMLONLAT can be specified for ${name}`);
    }
    if (!search.hasShape) throw err(`exactly one of BYRADIUS and BYBOX can be specified for ${name}`);
  }
  if (search.any && search.count === 0) throw err("the ANY argument requires COUNT argument");
}

interface Point {
  readonly member: string;
  readonly score: number;
  readonly position: Position;
  readonly metres: number;
}

function find(db: Database, zset: ZSetValue, search: Search): Point[] {
  const { unit, radius, center } = search;
  const shape: Shape = {
    center: center!,
    radius: radius === undefined ? undefined : radius * unit,
    width: search.width * unit,
    height: search.height * unit,
  };
  const enough = search.any ? search.count : Infinity;
  const points: Point[] = [];
  let visited = 0;
  for (const cell of cellsFor(shape)) {
    if (points.length >= enough) break;
    const [from, end] = scoresIn(cell);
    visitScores(zset, from, end, (member, score) => {
      visited++;
      const position = positionOf(score);
      const metres = distanceInside(shape, position);
      if (metres !== undefined) points.push({ member, score, position, metres });
      return points.length < enough;
    });
  }
  db.keyspace.journal.work += 8 * visited;
  const order = search.order !== 0 ? search.order : search.count > 0 && !search.any ? 1 : 0;
  if (order !== 0) points.sort((a, b) => order * (a.metres - b.metres));
  return search.count > 0 ? points.slice(0, search.count) : points;
}

/** A score cut to 64 bits. */
function hashInteger(score: number): Reply {
  return Math.abs(score) < 2 ** 63 ? toInteger(BigInt(Math.trunc(score))) : INT64_MIN;
}

function searchCommand(style: Style, mayStore: boolean): Handler {
  return (db, args, context) => {
    const zset = db.zset(args[style === "searchstore" ? 2 : 1]!);
    const search = parseSearch(args, zset, style, mayStore);
    const points = zset === undefined ? [] : find(db, zset, search);
    if (search.store !== undefined) return storePoints(db, search, points, style);
    const plain = !search.withDistance && !search.withHash && !search.withPosition;
    return points.map((point) => {
      if (plain) return point.member;
      const out: Reply[] = [point.member];
      if (search.withDistance) out.push(distanceText(point.metres / search.unit));
      if (search.withHash) out.push(hashInteger(point.score));
      if (search.withPosition) out.push(coordinates(point.position, context));
      return out;
    });
  };
}

function storePoints(db: Database, search: Search, points: readonly Point[], style: Style): Reply {
  const result = new ZSetValue(db.keyspace);
  for (const { member, score, metres } of points) {
    if (result.score(member) === undefined) {
      result.add(member, search.storeDistance ? metres / search.unit : score);
    }
  }
  return storeZset(db, search.store!, result, style === "searchstore" ? "geosearchstore" : "georadiusstore");
}

/** Commands on positions. */
export const GEO_COMMANDS: Readonly<Record<string, Handler>> = {
  geoadd,
  geopos,
  geodist,
  geohash: geohashes,
  geosearch: searchCommand("search", false),
  geosearchstore: searchCommand("searchstore", false),
  georadius: searchCommand("position", true),
  georadius_ro: searchCommand("position", false),
  georadiusbymember: searchCommand("member", true),
  georadiusbymember_ro: searchCommand("member", false),
};
