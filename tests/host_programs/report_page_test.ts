import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { $ } from "../../tools/shell.ts";
import { configFolder, demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { needsProgram } from "../support/needs_program.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { hostile, hostileRun } from "../report/hostile_run.ts";
import { seenPage } from "../report/worksets_seen.ts";

/** A page in a real browser, which may not ask any server but those of this machine. */
async function browse(folder: string, path: string, ...flags: readonly string[]): Promise<string> {
  await needsProgram("chromium");
  const args = [
    ...["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1100,2600"],
    ...["--disable-component-update", "--no-first-run", "--disable-background-networking"],
    ...[`--user-data-dir=${join(folder, "browser")}`, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  ];
  return await $`chromium ${args} ${flags} ${pathToFileURL(path).href}`.stderr("null").env({ HOME: folder }).text();
}

/** The colour of a picture's first point, and how many different bytes its rows hold: one where nothing was drawn. */
async function pictureOf(path: string): Promise<{ readonly corner: readonly number[]; readonly bytes: number }> {
  const file = await Deno.readFile(path);
  const view = new DataView(file.buffer);
  const data: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const kind = new TextDecoder().decode(file.subarray(at + 4, at + 8));
    if (kind === "IDAT") data.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const rows = new Blob(data).stream().pipeThrough(new DecompressionStream("deflate"));
  const pixels = new Uint8Array(await new Response(rows).arrayBuffer());
  // The first byte says how the row is written; its first point is plain in every way.
  return { corner: [...pixels.subarray(1, 4)], bytes: new Set(pixels).size };
}

Deno.test("report: Chromium shows the page of a creation, in light and in dark", () =>
  withSandbox({ settings: { networkSeconds: 0, secondsOfCreation: 1 } }, async (sandbox) => {
    const here = { env: await installDouble(sandbox), clock: hurriedClock() };
    const created = await programHere(demo, here);
    assert.equal(created.code, 0, created.err);
    const { out } = await programHere(["report", "--output", "json"], here);
    const { path } = JSON.parse(out);
    const folder = configFolder(sandbox);
    for (
      const [looks, number, corner] of [["light", 1, [246, 247, 249]], ["dark", 0, [18, 22, 28]]] as const
    ) {
      const picture = join(folder, `${looks}.png`);
      await browse(folder, path, `--blink-settings=preferredColorScheme=${number}`, `--screenshot=${picture}`);
      const shown = await pictureOf(picture);
      assert.deepEqual(shown.corner, corner, looks);
      assert.ok(shown.bytes > 100, looks);
    }
    const dom = await browse(folder, path, "--dump-dom");
    for (const id of ["gate 9: network", "cluster demo", "an hour while no job runs"]) assert.ok(dom.includes(id), id);
  }));

Deno.test("decision 4: Chromium shows the page of worksets, in light and in dark, and hostile names stay text", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "worksets.html");
    await Deno.writeTextFile(path, seenPage());
    for (
      const [looks, number, corner] of [["light", 1, [246, 247, 249]], ["dark", 0, [18, 22, 28]]] as const
    ) {
      const picture = join(folder, `${looks}.png`);
      await browse(folder, path, `--blink-settings=preferredColorScheme=${number}`, `--screenshot=${picture}`);
      const shown = await pictureOf(picture);
      assert.deepEqual(shown.corner, corner, looks);
      assert.ok(shown.bytes > 100, looks);
    }
    await Deno.writeTextFile(path, seenPage(hostile("http://127.0.0.1:9")));
    const dom = await browse(folder, path, "--dump-dom");
    assert.doesNotMatch(dom, /<title>owned|<script|<img/);
    assert.match(dom, /<footer>.*loads nothing from the network/s);
  }));

Deno.test("report: in Chromium hostile text runs nothing, loads nothing and leaves the page whole", () =>
  inTemporaryFolder(async (folder) => {
    const asked: string[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
      asked.push(url);
      return new Response("document.title = 'owned'");
    });
    try {
      const address = `http://127.0.0.1:${server.addr.port}`;
      await hostileRun(folder, address);
      const env = { HOME: folder, PATH: folder, DAYLILY_CONFIG_DIR: folder };
      const { code, out, err } = await programHere(["report", "--output", "json"], { env, folder });
      assert.equal(code, 0, err);
      // That the server would have been asked: the same text, put in as it is.
      const naive = join(folder, "naive.html");
      await Deno.writeTextFile(naive, `<p>${hostile(address)}`);
      await browse(folder, naive, "--dump-dom");
      assert.ok(asked.length > 0);
      asked.length = 0;
      const dom = await browse(folder, JSON.parse(out).path, "--dump-dom");
      assert.deepEqual(asked, []);
      assert.doesNotMatch(dom, /<title>owned|<script|<img/);
      assert.match(dom, /<footer>.*loads nothing from the network/s);
    } finally {
      await server.shutdown();
    }
  }));
