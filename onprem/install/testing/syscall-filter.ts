import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compiles a launcher that runs a command under the system call filter of a unit, and with the kinds of sockets that it
 * allows: anything else fails with EPERM, as systemd does it. Returns the launcher's path. Needs gcc and systemd-analyze.
 */
export function compileSyscallFilter(unit: string, folder: string): string {
  const allowed = new Set<string>();
  for (const [, list = ""] of unit.matchAll(/^SystemCallFilter=(.+)$/gm)) {
    const denies = list.startsWith("~");
    for (const word of list.replace(/^~/, "").split(" ")) {
      for (const name of systemCalls(word)) {
        if (denies) allowed.delete(name);
        else allowed.add(name);
      }
    }
  }
  const hasNetwork = /^RestrictAddressFamilies=.*AF_INET/m.test(unit);
  if (!hasNetwork) allowed.delete("socket");
  const entries = [...allowed].map((name) => `#ifdef SYS_${name}\n  SYS_${name},\n#endif`);
  const source = join(folder, "syscall-filter.c");
  const launcher = join(folder, "syscall-filter");
  writeFileSync(
    source,
    LAUNCHER.replace("ALLOWED", () => entries.join("\n")),
  );
  const only = hasNetwork ? [] : ["-DONLY_LOCAL_SOCKETS"];
  execFileSync("gcc", ["-O1", ...only, "-o", launcher, source]);
  return launcher;
}

/** The calls of a group such as @system-service, groups within it followed. */
function systemCalls(word: string): string[] {
  if (!word.startsWith("@")) return [word];
  const listed = execFileSync("systemd-analyze", ["syscall-filter", word], { encoding: "utf8" });
  return listed
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .flatMap(systemCalls);
}

const LAUNCHER = `
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int allowed[] = {
ALLOWED
};
enum { COUNT = sizeof allowed / sizeof *allowed };

int main(int argc, char **argv) {
  static struct sock_filter filter[2 * COUNT + 6];
  int n = 0;
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < COUNT; i++) {
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], 0, 1);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }
#ifdef ONLY_LOCAL_SOCKETS
  filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3);
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
  filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1);
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
#endif
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  struct sock_fprog program = { .len = n, .filter = filter };
  if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
    perror("syscall-filter");
    return 125;
  }
  execvp(argv[1], argv + 1);
  perror(argv[1]);
  return 127;
}
`;
