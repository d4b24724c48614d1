// A worker that looks for a number whose scrypt (RFC 7914: N 128, r 8, p 1) begins with enough zero bits.
// Written out, because browsers have no scrypt of their own and our policy lets no WebAssembly in.
"use strict";

const ROUNDS = 128;
const WORDS = 256; // 128 * r bytes
const primes = [];
for (let n = 2; primes.length < 64; n += 1) {
  if (primes.every((prime) => n % prime)) primes.push(n);
}
const fraction = (value) => ((value % 1) * 0x100000000) | 0;
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND_KEYS = primes.map((prime) => fraction(Math.cbrt(prime)));
const schedule = new Int32Array(64);

function compress(state, block, at) {
  for (let i = 0; i < 16; i += 1) {
    const o = at + i * 4;
    schedule[i] = (block[o] << 24) | (block[o + 1] << 16) | (block[o + 2] << 8) | block[o + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = schedule[i - 15];
    const y = schedule[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[i] = (schedule[i - 16] + s0 + schedule[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_KEYS[i] + schedule[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// SHA-256 of what is left, after `done` bytes (whole blocks) that `state` has taken in already.
function finish(state, bytes, done) {
  const rest = bytes.length % 64;
  const whole = bytes.length - rest;
  for (let at = 0; at < whole; at += 64) compress(state, bytes, at);
  const last = new Uint8Array(rest < 56 ? 64 : 128);
  last.set(bytes.subarray(whole));
  last[rest] = 0x80;
  new DataView(last.buffer).setUint32(last.length - 4, (done + bytes.length) * 8);
  for (let at = 0; at < last.length; at += 64) compress(state, last, at);
  const out = new Uint8Array(32);
  const view = new DataView(out.buffer);
  state.forEach((word, i) => view.setInt32(i * 4, word));
  return out;
}

// HMAC-SHA256 with a key of at most 64 bytes, its pads taken in once.
function hmac(key) {
  const pads = [0x36, 0x5c].map((pad) => {
    const block = new Uint8Array(64).fill(pad);
    key.forEach((byte, i) => { block[i] ^= byte; });
    const state = Int32Array.from(START);
    compress(state, block, 0);
    return state;
  });
  return (bytes) => finish(pads[1].slice(), finish(pads[0].slice(), bytes, 64), 64);
}

// PBKDF2 with one round.
function derive(mac, salt, length) {
  const out = new Uint8Array(length);
  const input = new Uint8Array(salt.length + 4);
  input.set(salt);
  const view = new DataView(input.buffer);
  for (let at = 0, i = 1; at < length; at += 32, i += 1) {
    view.setUint32(salt.length, i);
    out.set(mac(input).subarray(0, Math.min(32, length - at)), at);
  }
  return out;
}

// Salsa20/8 in local variables: three times as fast as in an array.
function salsa(state) {
  let t;
  let x0 = state[0], x1 = state[1], x2 = state[2], x3 = state[3];
  let x4 = state[4], x5 = state[5], x6 = state[6], x7 = state[7];
  let x8 = state[8], x9 = state[9], x10 = state[10], x11 = state[11];
  let x12 = state[12], x13 = state[13], x14 = state[14], x15 = state[15];
  for (let round = 0; round < 4; round += 1) {
    t = (x0 + x12) | 0; x4 ^= (t << 7) | (t >>> 25); t = (x4 + x0) | 0; x8 ^= (t << 9) | (t >>> 23);
    t = (x8 + x4) | 0; x12 ^= (t << 13) | (t >>> 19); t = (x12 + x8) | 0; x0 ^= (t << 18) | (t >>> 14);
    t = (x5 + x1) | 0; x9 ^= (t << 7) | (t >>> 25); t = (x9 + x5) | 0; x13 ^= (t << 9) | (t >>> 23);
    t = (x13 + x9) | 0; x1 ^= (t << 13) | (t >>> 19); t = (x1 + x13) | 0; x5 ^= (t << 18) | (t >>> 14);
    t = (x10 + x6) | 0; x14 ^= (t << 7) | (t >>> 25); t = (x14 + x10) | 0; x2 ^= (t << 9) | (t >>> 23);
    t = (x2 + x14) | 0; x6 ^= (t << 13) | (t >>> 19); t = (x6 + x2) | 0; x10 ^= (t << 18) | (t >>> 14);
    t = (x15 + x11) | 0; x3 ^= (t << 7) | (t >>> 25); t = (x3 + x15) | 0; x7 ^= (t << 9) | (t >>> 23);
    t = (x7 + x3) | 0; x11 ^= (t << 13) | (t >>> 19); t = (x11 + x7) | 0; x15 ^= (t << 18) | (t >>> 14);
    t = (x0 + x3) | 0; x1 ^= (t << 7) | (t >>> 25); t = (x1 + x0) | 0; x2 ^= (t << 9) | (t >>> 23);
    t = (x2 + x1) | 0; x3 ^= (t << 13) | (t >>> 19); t = (x3 + x2) | 0; x0 ^= (t << 18) | (t >>> 14);
    t = (x5 + x4) | 0; x6 ^= (t << 7) | (t >>> 25); t = (x6 + x5) | 0; x7 ^= (t << 9) | (t >>> 23);
    t = (x7 + x6) | 0; x4 ^= (t << 13) | (t >>> 19); t = (x4 + x7) | 0; x5 ^= (t << 18) | (t >>> 14);
    t = (x10 + x9) | 0; x11 ^= (t << 7) | (t >>> 25); t = (x11 + x10) | 0; x8 ^= (t << 9) | (t >>> 23);
    t = (x8 + x11) | 0; x9 ^= (t << 13) | (t >>> 19); t = (x9 + x8) | 0; x10 ^= (t << 18) | (t >>> 14);
    t = (x15 + x14) | 0; x12 ^= (t << 7) | (t >>> 25); t = (x12 + x15) | 0; x13 ^= (t << 9) | (t >>> 23);
    t = (x13 + x12) | 0; x14 ^= (t << 13) | (t >>> 19); t = (x14 + x13) | 0; x15 ^= (t << 18) | (t >>> 14);
  }
  state[0] += x0; state[1] += x1; state[2] += x2; state[3] += x3;
  state[4] += x4; state[5] += x5; state[6] += x6; state[7] += x7;
  state[8] += x8; state[9] += x9; state[10] += x10; state[11] += x11;
  state[12] += x12; state[13] += x13; state[14] += x14; state[15] += x15;
}

const chain = new Int32Array(16);
function mix(block, out) {
  chain.set(block.subarray(WORDS - 16));
  for (let i = 0; i < WORDS; i += 16) {
    for (let j = 0; j < 16; j += 1) chain[j] ^= block[i + j];
    salsa(chain);
    out.set(chain, (i & 16 ? WORDS / 2 : 0) + (i >> 5) * 16);
  }
}

const memory = new Int32Array(ROUNDS * WORDS);
function fill(bytes) {
  const view = new DataView(bytes.buffer);
  let block = Int32Array.from({ length: WORDS }, (_, i) => view.getInt32(i * 4, true));
  let other = new Int32Array(WORDS);
  for (let i = 0; i < ROUNDS; i += 1) {
    memory.set(block, i * WORDS);
    mix(block, other);
    [block, other] = [other, block];
  }
  for (let i = 0; i < ROUNDS; i += 1) {
    const from = (block[WORDS - 16] & (ROUNDS - 1)) * WORDS;
    for (let j = 0; j < WORDS; j += 1) block[j] ^= memory[from + j];
    mix(block, other);
    [block, other] = [other, block];
  }
  block.forEach((word, i) => view.setInt32(i * 4, word, true));
}

function scrypt(text, salt) {
  const mac = hmac(new TextEncoder().encode(text));
  const bytes = derive(mac, salt, WORDS * 4);
  fill(bytes);
  return new DataView(derive(mac, bytes, 4).buffer).getUint32(0);
}

onmessage = ({ data: { challenge, bits } }) => {
  const salt = new TextEncoder().encode(challenge);
  let number = 0;
  while (scrypt(String(number), salt) >>> (32 - bits)) number += 1;
  postMessage(String(number));
};
