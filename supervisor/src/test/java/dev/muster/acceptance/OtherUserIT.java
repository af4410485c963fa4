package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A master of root's whose state and run directories are open to be looked into (0755), and a stranger who tries whatever comes to mind. What
 * the stranger could do is told by itself, once; each test looks at a part of that. Only root can be two users: skipped otherwise.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherUserIT {

    private static final String STRANGER = "61234";

    /** Becomes ready by its own word, and only when it is let. */
    private static final String GATED =
            """
            muster.services {
              gated {
                command = [perl, -MSocket, -e, \"\"\"
                  select undef, undef, undef, 0.05 until -e $ENV{GATE};
                  socket my $s, AF_UNIX, SOCK_DGRAM, 0;
                  send $s, 'READY=1', 0, sockaddr_un($ENV{NOTIFY_SOCKET});
                  sleep 1000\"\"\"]
                environment { GATE = "@home@/gate", DB_PASSWORD = { file = db.password } }
                start { ready = notify, timeout = 10m }
              }
              idle { command = [sleep, 1000] }
            }
            """;

    /** Prints one line for each attempt; what it is told is the home, and the pids of the master and of idle.1. */
    private static final String ATTEMPTS =
            """
            use strict; use Socket; use POSIX;
            my ($home, $master, $idle) = @ARGV;
            sub told { my ($what, $done) = @_; print "$what: ", ($done ? "managed" : "refused, $!"), "\\n" }
            sub stream { socket my $s, AF_UNIX, SOCK_STREAM, 0; connect($s, sockaddr_un($_[0])) ? $s : undef }
            sub reads { sysopen(my $f, "$home/$_[0]", O_RDONLY | O_NONBLOCK) }
            my $answer = '';
            my $s = stream("$home/run/control.sock");
            told('control', $s && syswrite($s, qq({"jsonrpc":"2.0","id":1,"method":"shutdown","params":{"now":true}}\\n))
              && sysread($s, $answer, 4096) && $answer =~ /result/);
            told('signal the master', kill('TERM', $master));
            told('signal a worker', kill('KILL', $idle));
            told("read $_", reads($_)) for 'logs/idle.1.log', 'logs/muster.log', 'state/workers/idle.1.json',
              'state/master.lock', 'run/fifo/idle.1.out', 'db.password', "../../proc/$idle/environ";
            told("list $_", opendir(my $d, "$home/$_")) for 'state/workers', 'state/events', 'state/history', 'state/queues', 'run/fifo', 'logs';
            told('write the FIFO', sysopen(my $p, "$home/run/fifo/idle.1.out", O_WRONLY | O_NONBLOCK));
            told('write the adoption file', open(my $a, '>', "$home/state/workers/idle.1.json"));
            told("put $_", open(my $n, '>', "$home/$_/planted")) for 'state/workers', 'state', 'run', 'run/fifo', 'logs', 'run/exit';
            told('lock the lock file', open(my $l, '<', "$home/state/master.lock"));
            told('remove the lock file', unlink("$home/state/master.lock"));
            told('remove a socket', unlink("$home/run/control.sock"));
            socket my $dgram, AF_UNIX, SOCK_DGRAM, 0;
            send $dgram, "READY=1\\nSTATUS=spoofed", 0, sockaddr_un("$home/run/notify.sock");
            my $w = stream("$home/run/worker.sock");
            if ($w) {
              syswrite $w, qq({"jsonrpc":"2.0","method":"hello","params":{"worker":"idle.1","incarnation":1,"pid":$idle,"sdk":"1","protocol":1}}\\n);
              syswrite $w, qq({"jsonrpc":"2.0","method":"reloaded","params":{"ok":true,"restart":true,"message":"spoofed"}}\\n);
            }
            print "done: managed\\n";
            """;

    private Fleet fleet;
    private Status before;
    private final Map<String, String> told = new LinkedHashMap<>();

    @BeforeAll
    void letTheStrangerTry() throws Exception {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can run a program as another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
        fleet = Fleet.of("");
        Path home = fleet.home();
        fleet.configure(GATED.replace("@home@", home.toString()));
        mode(Files.writeString(home.resolve("db.password"), "hunter2\n"), "rw-------");
        mode(home, "rwxr-xr-x");
        for (String directory : List.of("state", "run")) {
            mode(Files.createDirectory(home.resolve(directory)), "rwxr-xr-x");
        }
        before = fleet.daemon().awaitWorker("idle.1", Status.Worker::isReady);
        before = fleet.awaitWorker("gated.1", worker -> worker.pid() != null);
        Await.within(Fleet.PATIENCE, "the records", () -> Files.exists(home.resolve("state/workers/idle.1.json")));

        Path script = mode(Files.writeString(home.resolve("stranger.pl"), ATTEMPTS), "rw-r--r--");
        Path answers = home.resolve("answers");
        Process stranger = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + STRANGER,
                        "--regid=" + STRANGER,
                        "--clear-groups",
                        "perl",
                        script.toString(),
                        home.toString(),
                        Integer.toString(before.master().pid()),
                        Integer.toString(before.worker("idle.1").process().pid()))
                .redirectOutput(answers.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(stranger.waitFor(60, TimeUnit.SECONDS)).isTrue();
        for (String line : Files.readAllLines(answers)) {
            told.put(line.replaceFirst(": [a-z].*", ""), line);
        }
        assertThat(told).as("%s", told.values()).containsEntry("done", "done: managed");
    }

    @AfterAll
    void endTheFleet() {
        if (fleet != null) {
            fleet.close();
        }
    }

    private static Path mode(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private void refused(String beginning) {
        List<String> lines = told.values().stream()
                .filter(line -> line.startsWith(beginning))
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .allMatch(line -> line.contains(": refused, Permission denied")
                        || line.contains(": refused, Operation not permitted"));
    }

    @Test
    @DisplayName("S87 another user cannot control the fleet")
    void cannotControl() {
        refused("control");
    }

    @Test
    void cannotSignalTheMasterOrAWorker() {
        refused("signal");
        assertThat(fleet.masterProcess().isAlive()).isTrue();
    }

    @Test
    void cannotReadLogsRecordsOrSecrets() {
        refused("read");
        refused("list");
    }

    @Test
    void cannotWriteAFifo() {
        refused("write the FIFO");
    }

    @Test
    void cannotWriteAnAdoptionFileOrPutOne() {
        refused("write the adoption file");
        refused("put");
    }

    @Test
    void cannotHoldUpTheNextMasterByTheLockFile() {
        refused("lock the lock file");
        refused("remove");
    }

    /** The gate is opened after the stranger's word has come: the master hears them in the order in which they were said. */
    @Test
    @DisplayName("S65 another user can speak for no worker, by notify.sock or worker.sock")
    void cannotSpeakForAWorker() throws IOException {
        Instant opened = Instant.now();
        Files.createFile(fleet.home().resolve("gate"));
        Status after = fleet.awaitWorker("gated.1", Status.Worker::isReady);

        List<String> ready = fleet.masterLog().stream()
                .filter(line -> line.contains("gated.1#1") && line.contains("READY"))
                .toList();
        assertThat(ready).isNotEmpty();
        assertThat(OffsetDateTime.parse(ready.get(0).substring(0, ready.get(0).indexOf(' ')))
                        .toInstant())
                .as("%s", ready)
                .isAfterOrEqualTo(opened.minusMillis(1));
        assertThat(after.worker("idle.1").incarnation()).isEqualTo(1);
        assertThat(after.worker("idle.1").pid())
                .isEqualTo(before.worker("idle.1").pid());
        assertThat(fleet.muster("status", "--json").out()).doesNotContain("spoofed");
    }

    @Test
    void secretIsInTheWorkersEnvironmentAndNowhereElse() throws IOException {
        Path environ = Path.of("/proc/" + before.worker("gated.1").process().pid() + "/environ");
        assertThat(Files.readString(environ)).contains("DB_PASSWORD=hunter2\0");
        String outlets = fleet.muster("show", "gated").out()
                + fleet.muster("why", "gated.1").out()
                + fleet.muster("plan").out()
                + fleet.muster("events", "--json").out();
        assertThat(outlets).contains("db.password").doesNotContain("hunter2");
        try (Stream<Path> files = Files.walk(fleet.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("db.password")) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain("hunter2");
                }
            }
        }
    }
}
