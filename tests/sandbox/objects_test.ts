import assert from "node:assert/strict";
import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { withSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { child } from "./child.ts";

const Bucket = "sandbox-omics-analysis-us-west-2";

Deno.test("objects pass the front byte for byte, packed, in pieces and in parts", () =>
  withSandbox({}, async (sandbox) => {
    const aws = sandboxAws(sandbox);
    const s3 = await aws.s3();
    const read = async (Key: string) =>
      await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray() ?? new Uint8Array();

    const text = new TextEncoder().encode("a line\n".repeat(5_000));
    const packed = new Uint8Array(
      await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
    );
    await s3.send(new PutObjectCommand({ Bucket, Key: "packed.gz", Body: packed, ContentEncoding: "gzip" }));
    assert.deepEqual(await read("packed.gz"), packed);

    const Body = Readable.from([text.subarray(0, 9), text.subarray(9)]);
    await s3.send(new PutObjectCommand({ Bucket, Key: "streamed", Body, ContentLength: text.length }));
    assert.deepEqual(await read("streamed"), text);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "streamed" }));
    assert.equal(head.ContentLength, text.length);

    for (const Key of ["with space", "plus+and%25", "ümläut", "a//b", "q?x=1&y"]) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      assert.equal(new TextDecoder().decode(await read(Key)), Key);
    }
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "a//" }));
    assert.deepEqual(Contents.map(({ Key }) => Key), ["a//b"]);
    // On the way to the emulator this would become another key.
    const dotted = s3.send(new PutObjectCommand({ Bucket, Key: "p/../q", Body: "" }));
    await assert.rejects(dotted, { name: "InvalidURI" });

    const big = new Uint8Array(20 * 1024 * 1024).fill(7);
    await Deno.writeFile(`${sandbox.home}/big`, big);
    const up = await child(sandbox, ["aws", "s3", "cp", "--no-progress", `${sandbox.home}/big`, `s3://${Bucket}/big`]);
    assert.equal(up.code, 0, up.stderr);
    assert.deepEqual(await read("big"), big);
    assert.ok(sandbox.requests().some(({ operation }) => operation === "CompleteMultipartUpload"));
    aws.close();
  }));

Deno.test("a bucket with the policy that the reference check sets on a new one can be used", () =>
  withSandbox({}, async (sandbox) => {
    const aws = sandboxAws(sandbox);
    const s3 = await aws.s3();
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{
        Sid: "EnforceTLS",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }],
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "an object", Body: "x" }));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "an " }));
    assert.equal(Contents.length, 1);
    aws.close();
  }));
