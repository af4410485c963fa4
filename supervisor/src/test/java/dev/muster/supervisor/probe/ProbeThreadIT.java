package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Wear;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.HealthCheck;
import dev.muster.supervisor.spec.LivenessPolicy;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real connections and commands. What is told goes by the worker's name, in the order in which it was told. */
final class ProbeThreadIT {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Signs NO_SIGNS = new Signs() {
        @Override
        public Wear wear(Worker worker) {
            return new Wear(OptionalLong.empty(), Duration.ZERO, OptionalLong.empty());
        }

        @Override
        public OptionalLong lastSign(Worker worker) {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Idleness> idleness(Worker worker) {
            return Optional.empty();
        }
    };

    private final Reaper reaper = Reaper.start();
    private final OutputTails tails = new OutputTails();
    private final ConcurrentHashMap<WorkerId, WorkerEvent> news = new ConcurrentHashMap<>();
    private final ProbeThread thread = ProbeThread.start(reaper, tails, NO_SIGNS, news::put, (worker, why) -> {});
    private final Path directory;

    ProbeThreadIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void end() {
        thread.close();
        tails.close();
        reaper.close();
    }

    private static Specs probed(String service, Check check, Duration timeout) {
        HealthCheck liveness = new HealthCheck(new Probe(check, Duration.ofMillis(100), timeout, 1), 1);
        return Specs.service(service).liveness(new LivenessPolicy(Optional.of(liveness), Optional.empty()));
    }

    private static Worker ready(Specs specs, int slot) {
        Worker worker = Worker.fresh(new WorkerId(specs.spec().name(), slot), specs.spec(), 0, NOON);
        for (WorkerEvent event : List.of(
                new WorkerEvent.Start("started"),
                new WorkerEvent.Proceed(),
                new WorkerEvent.Spawned(1, 1 << 23),
                new WorkerEvent.Ready(1))) {
            worker = WorkerMachine.step(worker, event, NOON, 0.5).worker();
        }
        return worker;
    }

    private void follow(List<Worker> workers) {
        thread.follow(workers);
    }

    /** What becomes of one worker with this liveness. */
    private String failure(Check check, Duration timeout) {
        Worker worker = ready(probed("printer", check, timeout), 1);
        news.clear();
        follow(List.of(worker));
        Await.until("news", () -> news.containsKey(worker.id()));
        follow(List.of());
        if (news.get(worker.id()) instanceof WorkerEvent.LivenessFailed failed) {
            return failed.why();
        }
        throw new AssertionError("told otherwise: " + news);
    }

    private void assertReady(Check check) {
        Probe probe = new Probe(check, Duration.ofMillis(100), Duration.ofSeconds(20), 1);
        Worker starting = Bench.starting(Specs.printer().ready(probe, Duration.ofMinutes(1)));
        news.clear();
        follow(List.of(starting));
        Await.until("readiness", () -> news.containsKey(starting.id()));
        follow(List.of());
        assertThat(news.get(starting.id())).isEqualTo(new WorkerEvent.Ready(1));
    }

    @Test
    void portThatIsListenedOnIsFineAndAnotherIsNot() throws IOException {
        Check.Tcp check;
        try (Answering server = new Answering("")) {
            check = new Check.Tcp(Integer.toString(server.port()));
            assertReady(check);
        }
        assertThat(failure(check, Duration.ofSeconds(20))).isEqualTo("tcp " + check.tcp() + ": Connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK", "HTTP/1.0 204", "HTTP/1.1 302 Found\r\nLocation: /login"})
    void statusBelow400IsFine(String head) throws IOException {
        try (Answering server = new Answering(head + "\r\n\r\n")) {
            assertReady(new Check.Http(server.url()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 503 Busy, status 503",
        "HTTP/1.1 404 Not Found, status 404",
        "SSH-2.0-OpenSSH, the answer is no HTTP",
        "-, hung up without an answer"
    })
    void anyOtherAnswerIsAFailure(String head, String why) throws IOException {
        try (Answering server = new Answering(head.equals("-") ? "" : head + "\r\n\r\n")) {
            assertThat(failure(new Check.Http(server.url()), Duration.ofSeconds(20)))
                    .isEqualTo("http " + server.url() + ": " + why);
        }
    }

    @Test
    void slotOfTheWorkerStandsInItsAddress() {
        Check check = new Check.Tcp("127.0.0.${MUSTER_SLOT}:1");
        assertThat(failure(check, Duration.ofSeconds(20))).startsWith("tcp 127.0.0.1:1: ");
    }

    @Test
    void hundredProbesThatHangNeedNoFurtherThreadAndAreAllTimedOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
            Check check = new Check.Http("http://127.0.0.1:" + silent.getLocalPort() + "/");
            Specs specs = probed("hanging", check, Duration.ofSeconds(1));
            List<Worker> workers = new ArrayList<>();
            for (int slot = 1; slot <= 100; slot++) {
                workers.add(ready(specs, slot));
            }
            int before = Thread.activeCount();
            follow(workers);
            Await.until("all time-outs", () -> news.size() == 100);
            assertThat(Thread.activeCount()).isLessThan(before + 10);
            assertThat(news.values())
                    .allSatisfy(event -> assertThat(event.toString()).contains(": no answer within 1s"));
        }
    }

    @Test
    void commandThatExitsWithZeroIsFineAndKnowsItsWorker() {
        assertReady(
                new Check.Exec(List.of("/bin/sh", "-c", "test $MUSTER_WORKER = printer.1 && test $MUSTER_PID -gt 1")));
        assertThat(failure(new Check.Exec(List.of("/bin/sh", "-c", "exit 3")), Duration.ofSeconds(20)))
                .isEqualTo("exec /bin/sh: exit 3");
        assertThat(failure(new Check.Exec(List.of("/no/such/program")), Duration.ofSeconds(20)))
                .startsWith("exec /no/such/program: ");
    }

    @Test
    void lastWordsOfACommandStandInTheReason() {
        assertThat(failure(
                        new Check.Exec(List.of("/bin/sh", "-c", "echo no disk; echo '\033[31mred' >&2; exit 3")),
                        Duration.ofSeconds(20)))
                .isEqualTo("exec /bin/sh: exit 3; last words: no disk | ?[31mred");
        assertThat(failure(
                        new Check.Exec(List.of("/bin/sh", "-c", "echo waiting for the lock; sleep 1000")),
                        Duration.ofSeconds(2)))
                .isEqualTo("exec /bin/sh: no answer within 2s; last words: waiting for the lock");
    }

    @Test
    void commandThatHangsIsKilledWithWhatItHasStarted() throws IOException {
        Path pids = directory.resolve("pids");
        String script = "sleep 1000 & echo $! $$ > " + pids + "; wait";
        String why = failure(new Check.Exec(List.of("/bin/sh", "-c", script)), Duration.ofSeconds(2));
        assertThat(why).isEqualTo("exec /bin/sh: no answer within 2s");
        String[] words = Files.readString(pids).strip().split(" ", -1);
        for (String word : words) {
            int pid = Integer.parseInt(word);
            Await.until(
                    "the end of " + pid,
                    () -> ProcStat.read(pid).filter(ProcStat::isAlive).isEmpty());
        }
    }

    /** Gives the same answer to everybody and hangs up. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final String answer;

        Answering(String answer) throws IOException {
            this.answer = answer;
            Thread thread = new Thread(this::serve, "answering");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        String url() {
            return "http://127.0.0.1:" + port() + "/live";
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes(); // else the kernel answers with a reset
                } catch (IOException closed) {
                    // the next one, or the end
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
