import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { programHere } from "../support/program_here.ts";
import { sessionPrograms } from "../support/session_programs.ts";
import { $ } from "../../tools/shell.ts";
import { configuring, creation, messageOf, onDemo, outcomes, place, state, text } from "./head_node_place.ts";

type ClusterFile = { readonly HeadNode: { readonly Ssh: { readonly AllowedIps: string } } };

Deno.test("decision 3.52: a head node without an open port is reached through a session", () =>
  place(async (here) => {
    const { server, sandbox, work, config } = here;
    await server.stop();
    const bin = await sessionPrograms(await Deno.makeTempDir({ dir: sandbox.folder }), server);
    const env = { ...here.env, PATH: `${bin}:${here.env.PATH}` };
    const dayctl = (...words: readonly string[]) => programHere(words, { env, folder: work });
    const way = ["--via", "ssm"];

    const without = await here.dayctl(...creation, ...way);
    assert.equal(without.code, 4, without.err);
    assert.match(without.err.replace(/\s+/g, " "), /DAY-PRE-001.*--via ssm needs session-manager-plugin.*sudo dpkg -i/);
    assert.deepEqual(sandbox.requests(), []);

    const made = await dayctl(...creation, ...way, "--ssh-cidr", "none", "--output", "json");
    assert.equal(made.code, 0, made.err);
    assert.deepEqual((await state(here)).post_create_warnings, []);
    const { artifacts, next } = JSON.parse(made.out);
    const { HeadNode } = parse(await text(artifacts.cluster_yaml)) as ClusterFile;
    assert.equal(HeadNode.Ssh.AllowedIps, "127.0.0.1/32");
    assert.equal(next.at(-1), `deno task ssh ${onDemo.join(" ")} --via ssm`);
    assert.ok(next.every((command: string) => !command.startsWith("ssh ")), "no port is open for the traditional form");

    const instance = /HostName (i-\w+)/.exec(await text(join(config, "ssh", "demo.us-west-2.conf")))?.[1];
    const port = `portNumber=${server.port}`;
    const session =
      `ssm start-session --target ${instance} --document-name AWS-StartSSHSession --parameters ${port} --region us-west-2`;
    const asked = (await text(join(bin, "asked"))).trim().split("\n");
    assert.deepEqual(asked.slice(0, 2), [session, "AKIADAYCTLSANDBOX000 sandbox us-west-2"]);
    assert.equal(asked.length, 10, "five steps");

    const straight = await dayctl(...configuring);
    assert.match(messageOf(straight, "key"), /^no connection to 127\.0\.0\.1/);
    const again = await dayctl(...configuring, ...way);
    assert.equal(again.code, 0, again.err);
    assert.ok(outcomes(again).every((each) => each.endsWith(" done")));

    let said = "";
    const inPlace = async (argv: readonly string[], variables: Readonly<Record<string, string>>) => {
      const { code, stdout } = await $`${argv}`.env(variables).clearEnv().noThrow().stdout("piped").stderr("null");
      said = stdout;
      return code;
    };
    const words = ["ssh", ...onDemo, ...way, "--", "echo $HOME; exit 3"];
    const login = await programHere(words, { env, outside: { inPlace } });
    assert.deepEqual([login.code, said], [3, `${server.home}\n`]);
  }));
