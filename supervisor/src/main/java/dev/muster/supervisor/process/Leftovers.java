package dev.muster.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Process groups whose leader has ended and that still have members. Nothing tells when a group has died out, so each live member is
 * looked up in {@code /proc} once and waited for by a pidfd; when all known ones have ended the group is looked at again, for they may
 * have had children. Reaper thread only.
 */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final int SCANS_TO_BELIEVE = 3;
    private static final Path PROC = Path.of("/proc");

    private final Epoll epoll;
    private final LongSupplier tokens;
    private final Map<Long, Member> members = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();

    private static final class Group {
        private final Child leader;
        private final Runnable whenEmpty;
        private int live;
        private int emptyScans;

        Group(Child leader, Runnable whenEmpty) {
            this.leader = leader;
            this.whenEmpty = whenEmpty;
        }
    }

    private record Member(Group group, int pid, Fd pidfd) {}

    Leftovers(Epoll epoll, LongSupplier tokens) {
        this.epoll = epoll;
        this.tokens = tokens;
    }

    void watch(Child leader, Runnable whenEmpty) {
        groups.add(new Group(leader, whenEmpty));
    }

    /** A pidfd is readable; false when the token is not of a member. */
    boolean ready(long token) {
        Member member = members.remove(token);
        if (member == null) {
            return false;
        }
        // Orphans come to us as a subreaper: a zombie would count as a member for ever. Of another's child this does
        // nothing.
        Pidfd.reap(member.pidfd());
        forget(member);
        return true;
    }

    /** Looks again at the groups of which no live member is known; one scan of {@code /proc} does for all. */
    void settle() {
        List<Group> open = new ArrayList<>();
        for (Group group : List.copyOf(groups)) {
            if (group.live == 0) {
                if (group.leader.groupIsGone()) {
                    empty(group);
                } else {
                    open.add(group);
                }
            }
        }
        if (!open.isEmpty()) {
            Map<Integer, List<Integer>> alive = liveMembers();
            for (Group group : open) {
                follow(group, alive.getOrDefault(group.leader.pid(), List.of()));
            }
        }
    }

    /** A member can leave its group without ending: look again now and then. */
    void tick() {
        for (Group group : List.copyOf(groups)) {
            if (group.leader.groupIsGone()) {
                empty(group);
            }
        }
        members.values().removeIf(member -> {
            int pgid = member.group().leader.pid();
            boolean left = ProcStat.read(member.pid()).map(ProcStat::group).orElse(0) != pgid;
            if (left) {
                forget(member);
            }
            return left;
        });
    }

    private void follow(Group group, List<Integer> alive) {
        if (alive.isEmpty()) {
            // Only zombies that their own parent does not reap, or a member that was born where the scan had been
            // already.
            group.emptyScans++;
            if (group.emptyScans == SCANS_TO_BELIEVE) {
                empty(group);
            }
            return;
        }
        group.emptyScans = 0;
        for (int pid : alive) {
            try {
                await(group, pid, Pidfd.open(pid));
            } catch (NativeException unusable) {
                // A group of which nobody is waited for is looked at again soon.
                LOG.debug("cannot wait for process {} of the group of {}", pid, group.leader, unusable);
            }
        }
    }

    private void await(Group group, int pid, Fd pidfd) {
        long token = tokens.getAsLong();
        try {
            epoll.add(pidfd, Epoll.READABLE, token);
        } catch (NativeException full) {
            pidfd.close();
            throw full;
        }
        members.put(token, new Member(group, pid, pidfd));
        group.live++;
    }

    /** True when a group may have members of which none is waited for: settle again soon. */
    boolean unsettled() {
        return groups.stream().anyMatch(group -> group.live == 0);
    }

    private void empty(Group group) {
        groups.remove(group);
        members.values().removeIf(member -> {
            boolean obsolete = member.group() == group;
            if (obsolete) {
                forget(member);
            }
            return obsolete;
        });
        group.whenEmpty.run();
    }

    private void forget(Member member) {
        epoll.remove(member.pidfd());
        member.pidfd().close();
        member.group().live--;
    }

    /** The live processes of every group. */
    private static Map<Integer, List<Integer>> liveMembers() {
        Map<Integer, List<Integer>> byGroup = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                ProcStat.read(pid).filter(ProcStat::isAlive).ifPresent(stat -> byGroup.computeIfAbsent(
                                stat.group(), group -> new ArrayList<>())
                        .add(pid));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROC, e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("cannot read " + PROC, e.getCause());
        }
        return byGroup;
    }
}
