/** The bare runtime with its S3 client, which lists one page: what a monitor's memory is measured beside. */
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

const [endpoint] = Deno.args;
const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "x" };
const client = new S3Client({ region: "us-west-2", endpoint, credentials, forcePathStyle: true });
await client.send(new ListObjectsV2Command({ Bucket: "data", Prefix: "worksets/ready/", Delimiter: "/" }));
client.destroy();
