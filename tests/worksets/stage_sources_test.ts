import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { bytesOf, manifestOf, mebibyte, stagePlace } from "./stage_place.ts";

/** A server of the web that gives a file in parts. */
function webOf(content: Uint8Array) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ method, url, headers }) => {
    if (!url.endsWith("/a.fastq.gz")) return new Response(null, { status: 404 });
    const etag = '"one"';
    if (method === "HEAD") return new Response(null, { headers: { etag, "content-length": String(content.length) } });
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.get("range") ?? "") ?? [];
    const part = content.slice(Number(from), Number(to) + 1);
    return new Response(part, {
      status: 206,
      headers: { etag, "content-range": `bytes ${from}-${to}/${content.length}` },
    });
  });
  return { address: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test(
  "stage-samples",
  sharedSandbox({}, async (step) => {
    await step("lanes of the web, of this host and of S3 are joined alike", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const [far, near] = [bytesOf(6 * mebibyte, 1), bytesOf(17 * mebibyte, 2)];
      await using web = webOf(far);
      await place.write("b.fastq.gz", near);
      const last = await place.put("in/c.fastq.gz", "the end");
      const lanes = [`${web.address}/a.fastq.gz`, "b.fastq.gz", last];
      await place.write("m.tsv", manifestOf(...lanes.map((R1_FQ, index) => ({ LANE: `${index + 1}`, R1_FQ }))));
      const { told, err } = await place.stage("m.tsv");
      assert.equal(told.exit_code, 0, err);
      const staged = await place.get(told.files[0].path.slice("/fsx/".length));
      assert.ok(Buffer.concat([far, near, Buffer.from("the end")]).equals(staged));
      await place.write("m.tsv", manifestOf({ R1_FQ: `${web.address}/none.fastq.gz` }));
      assert.match((await place.stage("m.tsv")).told.error?.message ?? "", /none\.fastq\.gz answers 404/);
    });

    await step("lanes that cannot be joined end to end are refused", async (sandbox) => {
      await using place = await stagePlace(sandbox);
      const refused = async (...lanes: readonly string[]) => {
        await place.write("m.tsv", manifestOf(...lanes.map((R1_FQ, index) => ({ LANE: `${index + 1}`, R1_FQ }))));
        return (await place.stage("m.tsv")).told.error?.message ?? "";
      };
      for (const name of ["a.fq", "b.fastq.gz", "c.bam", "d.bam"]) await place.write(name, "x");
      assert.match(await refused("a.fq", "b.fastq.gz"), /row 2, column R1_FQ: ends with \.fastq\.gz, and another lane/);
      assert.match(await refused("c.bam", "d.bam"), /only lanes in FASTQ can be joined/);
      assert.match(await refused("/mnt/x/a.fastq", "/mnt/x/b.fastq"), /can only be joined on the head node/);
    });
  }),
);
