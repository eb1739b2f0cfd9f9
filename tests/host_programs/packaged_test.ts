import assert from "node:assert/strict";
import { join } from "node:path";
import manifest from "../../deno.json" with { type: "json" };
import { tasks } from "../../tasks/tasks.ts";
import { makePackage } from "../../tools/package/make_package.ts";
import { $ } from "../../tools/shell.ts";
import { withPackaged } from "../support/packaged.ts";
import { repository } from "../support/source_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a program with a home folder and a path, and nothing else. */
async function run(home: string, ...argv: readonly string[]): Promise<Ended> {
  const env = { HOME: home, PATH: "/usr/bin:/bin", NO_COLOR: "1" };
  const [program, ...args] = argv;
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env, clearEnv: true, stdin: "null" })
    .output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** The only folder in which something is unpacked. */
async function unpacked(home: string): Promise<string> {
  const program = join(home, ".cache/dayctl/program");
  const names = await Array.fromAsync(Deno.readDir(program), ({ name }) => name);
  assert.equal(names.length, 1, names.join());
  return join(program, names[0]);
}

/** The file of a task in an unpacked program. */
async function fileOf(folder: string, task: string): Promise<string> {
  const files = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  for (const name of files.filter((name) => name.endsWith(".js"))) {
    const text = await Deno.readTextFile(join(folder, name));
    const [, file] = new RegExp(`"${task}":\\(\\)=>import\\(String\\("\\./([^"]*)"`).exec(text) ?? [];
    if (file !== undefined) return file;
  }
  throw new Error(`no file names that of ${task}`);
}

const isWhole = { code: 0, err: "" };

function assertRan({ code, out, err }: Ended): void {
  assert.deepEqual({ code, err }, isWhole);
  assert.match(out, /^\d+\.\d+\.\d+ \(commit /);
}

Deno.test("decision 6: the packaged file unpacks itself once, whatever is in its way", (test) =>
  withPackaged(async (dayctl, folder) => {
    const fresh = async (name: string, body: (home: string) => Promise<void>) => {
      const home = join(folder, "a home");
      await Deno.mkdir(home);
      await test.step(name, () => body(home));
      await Deno.remove(home, { recursive: true });
    };

    await fresh("several first starts at once", async (home) => {
      const starts = [1, 2, 3].map(() => run(home, dayctl, "--version"));
      for (const ended of await Promise.all(starts)) assertRan(ended);
      await unpacked(home);
      const before = await Deno.stat(join(await unpacked(home), "deno"));
      assertRan(await run(home, dayctl, "--version"));
      assert.equal((await Deno.stat(join(await unpacked(home), "deno"))).ino, before.ino, "and is not unpacked again");
    });

    await fresh(
      "from a folder that nobody may write, by a path that is not the whole one, and found on PATH",
      async (home) => {
        const place = join(home, "read only");
        await Deno.mkdir(place);
        await Deno.copyFile(dayctl, join(place, "dayctl"));
        await Deno.chmod(place, 0o555);
        for (
          const script of [
            'cd "$1" && ./dayctl --version',
            'PATH="$1:$PATH"; dayctl --version',
            'cd "$1" && sh dayctl --version',
          ]
        ) {
          assertRan(await run(home, "sh", "-c", script, "sh", place));
        }
        const names = await Array.fromAsync(Deno.readDir(place), ({ name }) => name);
        assert.deepEqual(names, ["dayctl"]);
        await Deno.chmod(place, 0o755);
      },
    );

    await fresh("a disk that is full, and one that has room again", async (home) => {
      const script = [
        'mount -t tmpfs -o size=20m tmpfs "$1"',
        '"$2" --version; echo "ended with $?"; ls -A "$1/.cache/dayctl/program" | wc -l',
        'mount -o remount,size=300m "$1" && "$2" --version',
      ].join("\n");
      const namespace = ["unshare", "--map-root-user", "--mount"];
      const { out, err, code } = await run(home, ...namespace, "sh", "-c", script, "sh", home, dayctl);
      assert.match(
        err,
        /it cannot unpack itself into \S.*\.cache\/dayctl\/program: tar: .*[\s\S]*fix: make room there for \d+ MB/,
      );
      assert.match(out, /^ended with 4\n0\n\d+\.\d+\.\d+ \(commit /, "and nothing is left of the attempt");
      assert.equal(code, 0, err);
    });

    await fresh("a cache that is damaged is mended, and self-check sees what sizes do not show", async (home) => {
      assertRan(await run(home, dayctl, "--version"));
      const cache = await unpacked(home);
      const damages: readonly (() => Promise<void>)[] = [
        () => Deno.truncate(join(cache, "deno"), 1000),
        () => Deno.remove(join(cache, "main.js")),
        () => Deno.writeTextFile(join(cache, "main.js"), ""),
        () => Deno.remove(join(cache, "deno.json")),
      ];
      for (const damage of damages) {
        await damage();
        assertRan(await run(home, dayctl, "--version"));
        assert.equal(await unpacked(home), cache);
      }
      const later = join(cache, await fileOf(cache, "self-check"));
      await Deno.truncate(later, 10);
      assertRan(await run(home, dayctl, "--version"));
      assert.equal((await Deno.stat(later)).size, 10, "which the version does not read");
      await run(home, dayctl, "self-check", "--help");
      assert.ok((await Deno.stat(later)).size > 10);
      await Deno.rename(cache, `${home}/elsewhere`);
      await Deno.writeTextFile(cache, "");
      const inItsPlace = await run(home, dayctl, "--version");
      assert.equal(inItsPlace.code, 4);
      assert.match(inItsPlace.err, /^dayctl .*: \S.*\/program\/\w+ is damaged: mv: .*\n {2}fix: remove it.*\n$/);
      await Deno.remove(cache);
      await Deno.rename(`${home}/elsewhere`, cache);
      const packageFile = join(cache, "package.json");
      const text = await Deno.readTextFile(packageFile);
      await Deno.writeTextFile(packageFile, text.replace("module", "modulE"));
      const { checks } = JSON.parse((await run(home, dayctl, "self-check", "--output", "json")).out);
      const found = checks.find(({ id }: { readonly id: string }) => id === "cache.program");
      assert.deepEqual([found.status, found.details.note], [
        "FAIL",
        "these files differ from the package: package.json",
      ]);
    });

    await fresh("versions that nobody has started for long are removed, and none that runs", async (home) => {
      const cache = join(home, ".cache/dayctl/program");
      const [long, short] = [31, 29].map((days) => new Date(Date.now() - days * 86_400_000));
      const place = async (name: string, unpackedAt: Date, usedAt?: Date) => {
        await Deno.mkdir(join(cache, name), { recursive: true });
        await Deno.copyFile("/bin/sleep", join(cache, name, "deno"));
        if (usedAt !== undefined) {
          await Deno.writeTextFile(join(cache, name, ".used"), "");
          await Deno.utime(join(cache, name, ".used"), usedAt, usedAt);
        }
        await Deno.utime(join(cache, name), unpackedAt, unpackedAt);
      };
      await place("forgotten", long, long);
      await place("before-there-were-stamps", long);
      await place(".fresh-interrupted", long);
      await place("unpacked", short);
      await place("used", long, short);
      await place("running", long, long);
      const running = new Deno.Command(join(cache, "running/deno"), { args: ["1000"] }).spawn();
      assertRan(await run(home, dayctl, "--version"));
      const left = new Set(await Array.fromAsync(Deno.readDir(cache), ({ name }) => name));
      const own = [...left].find((name) => /^[0-9a-f]{16}$/.test(name)) ?? assert.fail("it is not there");
      assert.deepEqual(left, new Set([own, "running", "unpacked", "used"]));
      running.kill();
      await running.status;

      const stamp = join(cache, own, ".used");
      assertRan(await run(home, dayctl, "--version"));
      await Deno.utime(stamp, long, long);
      assertRan(await run(home, dayctl, "--version"));
      assert.ok(((await Deno.stat(stamp)).mtime ?? long) > short, "each start says that it was");
    });

    await fresh("without a PATH, and where Deno can keep nothing", async (home) => {
      const bare = ["env", "-u", "PATH", "DENO_DIR=/proc/nowhere"];
      for (let start = 0; start < 2; start++) assertRan(await run(home, ...bare, dayctl, "--version"));
    });

    await fresh("files for other programs in the folders above it change nothing", async (home) => {
      await Deno.writeTextFile(
        join(home, "package.json"),
        '{ "type": "commonjs", "dependencies": { "nowhere": "1" } }',
      );
      await Deno.writeTextFile(join(home, "deno.json"), "this is no JSON");
      assertRan(await run(home, dayctl, "--version"));
      assertRan(await run(home, "sh", "-c", 'cd && exec "$1" create --version', "sh", dayctl));
    });

    await fresh("a file that came down in part, and a home that there is not, are told", async (home) => {
      const part = join(home, "dayctl");
      await Deno.writeFile(part, (await Deno.readFile(dayctl)).subarray(0, 1_000_000), { mode: 0o755 });
      const { code, err } = await run(home, part, "--version");
      assert.equal(code, 4);
      assert.match(err, /^dayctl .*: it cannot unpack itself into /);
      const homeless = await run(home, "env", "-u", "HOME", dayctl, "--version");
      assert.deepEqual([homeless.code, /fix: set HOME or XDG_CACHE_HOME/.test(homeless.err)], [4, true]);
      const nowhere = await run("/proc/nowhere", dayctl, "--version");
      assert.deepEqual([nowhere.code, /fix: name a folder that can be written/.test(nowhere.err)], [4, true]);
    });

    await fresh(
      "guarantee 10: each task may do what its permission set says, and start the file again",
      async (home) => {
        assertRan(await run(home, dayctl, "--version"));
        const cache = await unpacked(home);
        const { size } = await Deno.stat(join(cache, "main.js"));
        // As long as what it takes the place of, for else it would be mended.
        await Deno.writeTextFile(join(cache, "main.js"), probe.padEnd(size));
        for (const { name, aliases, permissions } of tasks) {
          for (const word of [name, ...aliases]) {
            const said = JSON.parse((await run(home, dayctl, word, dayctl, "ssh", "git")).out);
            assert.deepEqual(said, expected(permissions), word);
          }
        }
        assert.deepEqual(
          JSON.parse((await run(home, dayctl, "--help", dayctl, "ssh", "git")).out),
          { ...expected("reading"), run: [true, false, false] },
          "the list of tasks starts nothing",
        );
      },
    );
  }));

/** Says what it may do. */
const probe = `const may = (what) => Deno.permissions.querySync(what).state === "granted";
console.log(JSON.stringify({
  run: Deno.args.slice(1).map((command) => may({ name: "run", command })),
  all: may({ name: "run" }), read: may({ name: "read" }), ffi: may({ name: "ffi" }),
  sys: ["hostname", "loadavg"].map((kind) => may({ name: "sys", kind })),
}));
`;

function expected(set: "reading" | "changing" | "development") {
  const { run, sys } = manifest.permissions[set];
  const mayRun = (name: string) => run === true || (Array.isArray(run) && run.includes(name));
  return {
    run: [true, mayRun("ssh"), mayRun("git")],
    all: run === true,
    read: true,
    ffi: false,
    sys: [true, sys === true],
  };
}

Deno.test("the same commit gives the same bytes, wherever it is packaged", () =>
  inTemporaryFolder(async (folder) => {
    const packages: Uint8Array[] = [];
    // The runtime is only copied, and to compress it takes long.
    const runtime = join(repository, "main.ts");
    for (const place of ["one", "an/other"]) {
      const clone = join(folder, place);
      await $`git clone -q ${repository} ${clone}`;
      packages.push(await Deno.readFile(await makePackage(clone, "linux-x64", join(clone, "dist"), runtime)));
    }
    assert.ok(packages[0].length > 300_000);
    assert.ok(
      packages[0].every((byte, index) => byte === packages[1][index]) && packages[0].length === packages[1].length,
    );
  }));

Deno.test("the file for linux-arm64 carries a runtime for it, and says so elsewhere (it is not run)", () =>
  inTemporaryFolder(async (folder) => {
    const path = await makePackage(repository, "linux-arm64", folder);
    assert.equal(path, join(folder, "dayctl-linux-arm64"));
    const sum = await $`sha256sum -c ${path}.sha256`.cwd(folder).noThrow().text();
    assert.match(sum, /^dayctl-linux-arm64: OK/);
    const [, lines] = /\blines='(\d+)'/.exec(await $`head -n 20 ${path}`.text()) ?? assert.fail("no line number");
    await $`tail -n +${lines} ${path} | tar -xzf - -C ${folder} ./deno`;
    const header = (await Deno.readFile(join(folder, "deno"))).subarray(0, 20);
    // ELF, 64 bits, little-endian; a machine of the kind 183 is AArch64.
    assert.deepEqual([...header.subarray(0, 6), new DataView(header.buffer).getUint16(18, true)], [
      127,
      69,
      76,
      70,
      2,
      1,
      183,
    ]);
    const { code, err } = await run(folder, path, "--version");
    assert.deepEqual(
      [code, /this file is for linux-arm64, and this machine is Linux x86_64/.test(err)],
      [4, true],
      err,
    );
  }));
