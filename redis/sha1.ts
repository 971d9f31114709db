/**
 * SHA-1 of byte strings: names of scripts, `redis.sha1hex`.
 *
 * @module
 */

const words = new Int32Array(80);

function rotate(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}

function hex(x: number): string {
  return (x >>> 0).toString(16).padStart(8, "0");
}

/** The byte of the padded message at `i`, apart from the length at its end. */
function byteAt(text: string, i: number): number {
  return i < text.length ? text.charCodeAt(i) & 255 : i === text.length ? 0x80 : 0;
}

/** The SHA-1 of a byte string (one char 0-255 per byte), as 40 hexadecimal digits. Takes time in proportion to it. */
export function sha1(text: string): string {
  let h0 = 0x67452301;
  let h1 = 0xefcdab89 | 0;
  let h2 = 0x98badcfe | 0;
  let h3 = 0x10325476;
  let h4 = 0xc3d2e1f0 | 0;
  const { length } = text;
  const blocks = Math.floor((length + 8) / 64) + 1;
  for (let block = 0; block < blocks; block++) {
    const base = block * 64;
    for (let t = 0; t < 16; t++) {
      const i = base + t * 4;
      words[t] = i + 3 < length
        ? (text.charCodeAt(i) & 255) << 24 | (text.charCodeAt(i + 1) & 255) << 16 |
          (text.charCodeAt(i + 2) & 255) << 8 | text.charCodeAt(i + 3) & 255
        : byteAt(text, i) << 24 | byteAt(text, i + 1) << 16 | byteAt(text, i + 2) << 8 | byteAt(text, i + 3);
    }
    if (block === blocks - 1) {
      words[14] = Math.floor(length / 0x20000000);
      words[15] = length << 3;
    }
    for (let t = 16; t < 80; t++) {
      words[t] = rotate(words[t - 3]! ^ words[t - 8]! ^ words[t - 14]! ^ words[t - 16]!, 1);
    }
    let a = h0;
    let b = h1;
    let c = h2;
    let d = h3;
    let e = h4;
    for (let t = 0; t < 80; t++) {
      let f: number;
      if (t < 20) f = ((b & c) | (~b & d)) + 0x5a827999;
      else if (t < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
      else if (t < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      else f = (b ^ c ^ d) + 0xca62c1d6;
      const next = (rotate(a, 5) + f + e + words[t]!) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
  }
  return hex(h0) + hex(h1) + hex(h2) + hex(h3) + hex(h4);
}
