package dev.muster.supervisor.process;

/**
 * Who is at the other end of a Unix socket, by the kernel's word. The pid was right when the peer connected or sent; it may have ended
 * since. Immutable.
 */
public record Peer(int pid, int uid, int gid) {}
