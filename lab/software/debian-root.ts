import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { statePath } from "../places.ts";
import { LabError } from "../steps.ts";

/** What a root is made of. */
export interface DebianRoot {
  /**
   * Debian packages, all that are needed, the newest or as `NAME=VERSION`: dependencies are not followed, so that nothing
   * comes that nobody named.
   */
  readonly packages: readonly string[];
  /** Path patterns that are left out, relative to the root, as `rm -rf` takes them after expansion by a shell. */
  readonly without?: readonly string[];
  /** Lines of `/etc/passwd` and `/etc/group` beside root's. */
  readonly users?: readonly { readonly name: string; readonly id: number; readonly home: string }[];
}

/**
 * Unpacks Debian packages into a new folder below the lab's state, without installing them: /bin, /lib and /sbin are
 * links into /usr, and busybox brings the shell and the small tools. Maintainer scripts are not run.
 */
export async function unpackDebianRoot({ packages, without = [], users = [] }: DebianRoot): Promise<string> {
  await mkdir(statePath("images"), { recursive: true });
  const root = await mkdtemp(statePath("images", "debian-"));
  const debs = await mkdtemp(statePath("images", "debs-"));
  await execa("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", ...packages], { cwd: debs });
  for (const deb of await readdir(debs)) await execa("dpkg-deb", ["--extract", join(debs, deb), root]);
  await rm(debs, { recursive: true });
  await mergeIntoUsr(root);
  await addTools(root);
  await addUsers(root, users);
  const patterns = ["usr/share/{doc,man,locale,lintian,bug}", ...without].join(" ");
  await execa("bash", ["-c", `rm -rf ${patterns}`], { cwd: root });
  for (const folder of ["tmp", "run", "var/tmp", "proc", "sys", "dev"]) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await chmod(join(root, "tmp"), 0o1777);
  return root;
}

/** The versions of a package that Debian's archive has, newest first. */
export async function listVersions(name: string): Promise<readonly string[]> {
  const { stdout } = await execa("apt-cache", ["madison", name]);
  const versions = stdout.split("\n").map((line) => line.split("|")[1]?.trim() ?? "");
  const known = [...new Set(versions.filter((version) => version !== ""))];
  if (known.length === 0) throw new LabError(`Debian has no package ${name}: apt-get update`);
  return known;
}

/** Fails, naming them, where a program lacks libraries in its root. */
export async function checkLibraries(root: string, programs: readonly string[]): Promise<void> {
  for (const program of programs) {
    const loader = "/lib64/ld-linux-x86-64.so.2";
    const { stdout } = await execa("chroot", [root, loader, "--list", program], { reject: false });
    const missing = [...stdout.matchAll(/(\S+) => not found/g)].map(([, name]) => name);
    if (missing.length > 0) throw new LabError(`${program} lacks ${missing.join(", ")}`);
  }
}

/** Packages of Debian 12 still bring files in /bin and /lib. */
async function mergeIntoUsr(root: string): Promise<void> {
  for (const name of ["bin", "sbin", "lib", "lib64"]) {
    const old = join(root, name);
    const target = join(root, "usr", name);
    await mkdir(target, { recursive: true });
    if (existsSync(old) && !(await lstat(old)).isSymbolicLink()) {
      await cp(old, target, { recursive: true, verbatimSymlinks: true, force: true });
      await rm(old, { recursive: true });
    }
    if (!existsSync(old)) await symlink(`usr/${name}`, old);
  }
}

/** Tools that no package brought. */
async function addTools(root: string): Promise<void> {
  await cp("/usr/bin/busybox", join(root, "usr/bin/busybox"));
  const { stdout } = await execa("/usr/bin/busybox", ["--list"]);
  for (const tool of stdout.split("\n").filter((name) => name !== "busybox")) {
    const path = join(root, "usr/bin", tool);
    if (!existsSync(path) && !existsSync(join(root, "usr/sbin", tool))) await symlink("busybox", path);
  }
}

async function addUsers(root: string, users: NonNullable<DebianRoot["users"]>): Promise<void> {
  await mkdir(join(root, "etc"), { recursive: true });
  const all = [{ name: "root", id: 0, home: "/" }, ...users];
  await writeFile(
    join(root, "etc/passwd"),
    all.map(({ name, id, home }) => `${name}:x:${id}:${id}::${home}:/bin/sh\n`).join(""),
  );
  await writeFile(join(root, "etc/group"), all.map(({ name, id }) => `${name}:x:${id}:\n`).join(""));
  await writeFile(join(root, "etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
}

/** Moves a finished file to where it is kept, so that a half-written one is never taken for it. */
export async function keep(file: string, target: string): Promise<void> {
  await mkdir(join(target, ".."), { recursive: true });
  await cp(file, `${target}.part`);
  await rename(`${target}.part`, target);
}
