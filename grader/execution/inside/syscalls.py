"""System calls by name, with their numbers on x86_64 and aarch64 (from the kernel's own headers).

The first set is what the solutions and samples of the course were seen to need, as recorded with
strace, and what does the same under another name, on another C library or for another package.
Calls in `CHECKED` are let through for some arguments only. Everything else is refused.
"""

from __future__ import annotations

import platform

Numbers = dict[str, int]
MACHINES = ("x86_64", "aarch64")


def _table(text: str) -> dict[str, tuple[int | None, int | None]]:
    """`name:x86_64:aarch64`, with a dash where the architecture has no such call."""
    rows = (entry.split(":") for entry in text.split())
    return {name: (_number(first), _number(second)) for name, first, second in rows}


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)


FILES = _table(
    """
    read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 preadv:295:69
    pwritev:296:70 preadv2:327:286 pwritev2:328:287 open:2:- openat:257:56 creat:85:- close:3:57
    close_range:436:436 lseek:8:62 stat:4:- fstat:5:80 lstat:6:- newfstatat:262:79 statx:332:291
    access:21:- faccessat:269:48 faccessat2:439:439 readlink:89:- readlinkat:267:78 getcwd:79:17
    chdir:80:49 fchdir:81:50 mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:- unlinkat:263:35
    rename:82:- renameat:264:38 renameat2:316:276 link:86:- linkat:265:37 symlink:88:-
    symlinkat:266:36 truncate:76:45 ftruncate:77:46 fallocate:285:47 fsync:74:82 fdatasync:75:83
    sync_file_range:277:84 fadvise64:221:223 readahead:187:213 getdents:78:- getdents64:217:61
    statfs:137:43 fstatfs:138:44 flock:73:32 umask:95:166 dup:32:23 dup2:33:- dup3:292:24
    pipe:22:- pipe2:293:59 sendfile:40:71 copy_file_range:326:285 getxattr:191:8 lgetxattr:192:9
    fgetxattr:193:10 listxattr:194:11 llistxattr:195:12 flistxattr:196:13
    """
)
WAITING = _table(
    """
    poll:7:- ppoll:271:73 select:23:- pselect6:270:72 epoll_create:213:- epoll_create1:291:20
    epoll_ctl:233:21 epoll_wait:232:- epoll_pwait:281:22 epoll_pwait2:441:441 eventfd:284:-
    eventfd2:290:19 signalfd4:289:74 timerfd_create:283:85 timerfd_settime:286:86
    timerfd_gettime:287:87 pause:34:- nanosleep:35:101 clock_nanosleep:230:115
    """
)
MEMORY = _table(
    """
    mmap:9:222 munmap:11:215 mprotect:10:226 mremap:25:216 brk:12:214 madvise:28:233
    msync:26:227 membarrier:324:283 get_mempolicy:239:236 map_shadow_stack:453:453 mseal:462:462
    """
)
THREADS = _table(
    """
    futex:202:98 futex_waitv:449:449 futex_wake:454:454 futex_wait:455:455 futex_requeue:456:456
    set_robust_list:273:99 set_tid_address:218:96 rseq:334:293 gettid:186:178 sched_yield:24:124
    sched_getaffinity:204:123 sched_getparam:143:121 sched_getscheduler:145:120
    sched_get_priority_max:146:125 sched_get_priority_min:147:126 getcpu:309:168
    arch_prctl:158:-
    """
)
SIGNALS = _table(
    """
    rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigpending:127:136
    rt_sigtimedwait:128:137 rt_sigsuspend:130:133 sigaltstack:131:132 restart_syscall:219:128
    alarm:37:- setitimer:38:103 getitimer:36:102 timer_create:222:107 timer_settime:223:110
    timer_gettime:224:108 timer_getoverrun:225:109 timer_delete:226:111
    """
)
ITSELF = _table(
    """
    getpid:39:172 getppid:110:173 getpgid:121:155 getpgrp:111:- getsid:124:156 getuid:102:174
    geteuid:107:175 getgid:104:176 getegid:108:177 getresuid:118:148 getresgid:120:150
    getgroups:115:158 getpriority:140:141 capget:125:90 getrlimit:97:163 getrusage:98:165
    times:100:153 sysinfo:99:179 uname:63:160 getrandom:318:278 time:201:- gettimeofday:96:169
    clock_gettime:228:113 clock_getres:229:114 exit:60:93 exit_group:231:94
    """
)
SOCKETPAIR = _table(
    """
    recvfrom:45:207 recvmsg:47:212 shutdown:48:210 getsockname:51:204 getpeername:52:205
    getsockopt:55:209 setsockopt:54:208
    """
)
CHECKED = _table(
    """
    clone:56:220 kill:62:129 tgkill:234:131 rt_sigqueueinfo:129:138
    rt_tgsigqueueinfo:297:240 prlimit64:302:261 socketpair:53:199 sendto:44:206 ioctl:16:29
    fcntl:72:25 prctl:157:167 sched_setaffinity:203:122
    """
)
METADATA = _table(
    """
    chmod:90:- fchmod:91:52 fchmodat:268:53 fchmodat2:452:452 utime:132:- utimes:235:-
    utimensat:280:88 futimesat:261:-
    """
)
CLONE3 = (435, 435)


def machine() -> str:
    """The architecture that the interpreter was built for, if it is one of `MACHINES`.

    Raises:
        OSError: It is another one; the numbers would be wrong.
    """
    name = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if name not in MACHINES:
        raise OSError(f"system calls are not known by number on {name}")
    return name


def numbers(table: dict[str, tuple[int | None, int | None]], name: str) -> Numbers:
    """The calls of a table that there are on a machine, by name."""
    column = MACHINES.index(name)
    found = {call: row[column] for call, row in table.items()}
    return {call: number for call, number in found.items() if number is not None}
