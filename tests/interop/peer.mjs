// One endpoint of iroh that knows one relay and nothing else. Prints JSON Lines.
//   node peer.mjs serve RELAY TOKEN            echoes every stream; TOKEN "-" for none
//   node peer.mjs dial RELAY TOKEN ID BYTES    sends BYTES, compares what comes back
//   node peer.mjs online RELAY TOKEN SECONDS   tells whether the relay lets it in
// Never run it outside a network namespace: iroh looks for routers to map ports on.
import { createRequire } from "node:module";

const { Endpoint, EndpointAddr, EndpointId, RelayMap, RelayMode, presetMinimal } =
  createRequire(import.meta.url)("@number0/iroh/index.js");

const ALPN = [...Buffer.from("bothways/interop/1")];
const BLOCK = 64 * 1024;
const say = (row) => process.stdout.write(JSON.stringify(row) + "\n");

async function open(relay, token) {
  const map = RelayMap.empty();
  // No quicPort: our relay does not discover addresses by QUIC.
  map.insert(token === "-" ? { url: relay } : { url: relay, authToken: token });
  const builder = Endpoint.builder();
  presetMinimal(builder);
  builder.alpns([ALPN]);
  builder.relayMode(RelayMode.custom(map));
  return builder.bind();
}

/** The byte at each place of the stream, the same on every run. */
function block(index, length) {
  const bytes = new Array(length);
  let state = (index * 2654435761 + 12345) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

async function echo(connection) {
  for (;;) {
    const stream = await connection.acceptBi();
    for (;;) {
      const bytes = await stream.recv.read(BLOCK);
      if (!bytes || bytes.length === 0) break;
      await stream.send.writeAll(bytes);
    }
    await stream.send.finish();
  }
}

async function serve(relay, token) {
  const endpoint = await open(relay, token);
  await endpoint.online();
  say({ event: "online", id: endpoint.id().toString() });
  for (;;) {
    const incoming = await endpoint.acceptNext();
    if (!incoming) return;
    const accepting = await incoming.accept();
    const connection = await accepting.connect();
    say({ event: "accepted", from: connection.remoteId().toString() });
    echo(connection).catch((ended) => say({ event: "ended", why: String(ended) }));
  }
}

async function send(out, total) {
  for (let at = 0, index = 0; at < total; at += BLOCK, index++) {
    await out.writeAll(block(index, Math.min(BLOCK, total - at)));
  }
  await out.finish();
}

async function receive(input, total) {
  let index = 0;
  let expected = block(0, Math.min(BLOCK, total));
  let at = 0;
  let bytes = 0;
  let last = performance.now();
  let longest = 0;
  let told = false;
  for (;;) {
    const part = await input.read(BLOCK);
    if (!part || part.length === 0) break;
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    for (const value of part) {
      if (at === expected.length) {
        index++;
        expected = block(index, Math.min(BLOCK, total - index * BLOCK));
        at = 0;
      }
      if (value !== expected[at]) throw new Error(`wrong byte at ${index * BLOCK + at}`);
      at++;
    }
    bytes += part.length;
    if (!told && bytes >= total / 4) {
      told = true;
      say({ event: "quarter" });
    }
  }
  if (bytes !== total) throw new Error(`${bytes} of ${total} bytes came back`);
  return Math.round(longest);
}

async function dial(relay, token, id, total) {
  const endpoint = await open(relay, token);
  await endpoint.online();
  const begin = performance.now();
  const connection = await endpoint.connect(new EndpointAddr(EndpointId.fromString(id), relay), ALPN);
  say({ event: "connected", ms: Math.round(performance.now() - begin) });
  const stream = await connection.openBi();
  const started = performance.now();
  const [longest] = await Promise.all([receive(stream.recv, total), send(stream.send, total)]);
  const ms = Math.round(performance.now() - started);
  const paths = connection.paths().map((path) => ({
    relay: path.isRelay, selected: path.isSelected, sent: path.stats.udpTxBytes, rttMs: path.rttMs,
  }));
  say({ event: "echoed", bytes: total, ms, longestGapMs: longest, paths });
  connection.close(0n, []);
  await endpoint.close();
}

async function online(relay, token, seconds) {
  const endpoint = await open(relay, token);
  const late = new Promise((resolve) => setTimeout(() => resolve(false), seconds * 1000));
  const admitted = await Promise.race([endpoint.online().then(() => true), late]);
  say({ event: "tried", admitted });
}

const [mode, relay, token, ...rest] = process.argv.slice(2);
try {
  if (mode === "serve") await serve(relay, token);
  else if (mode === "dial") await dial(relay, token, rest[0], Number(rest[1]));
  else if (mode === "online") await online(relay, token, Number(rest[0]));
  else throw new Error("serve, dial or online");
  process.exit(0);
} catch (failed) {
  say({ event: "failed", why: String(failed) });
  process.exit(1);
}
