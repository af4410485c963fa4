package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster queue ...} on the files of a queue, without a master. */
final class QueueCommandsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path home;
    private final Session session;
    private final InputStream stdin = System.in;

    QueueCommandsTest(@TempDir Path directory) {
        home = directory;
        session = new Session(directory);
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(
                home.resolve("muster.conf"),
                "muster { queues { numbers { max-backlog = 100 }, mails { max-backlog = 3 } }, services {} }");
    }

    @AfterEach
    void giveStdinBack() {
        System.setIn(stdin);
    }

    private String put(String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "queue";
        all[1] = "put";
        System.arraycopy(words, 0, all, 2, words.length);
        assertThat(session.muster(all)).as(session.err()).isEqualTo(Exit.OK);
        return session.out().strip();
    }

    private void type(String text) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private JobQueue queue() {
        return JobQueues.open("numbers", "chronicle:" + home.resolve("state/queues/numbers"));
    }

    private Fields stats(String name) {
        assertThat(session.muster("queue", "stats", name, "--json")).isEqualTo(Exit.OK);
        return Fields.of(Json.parse(session.out()));
    }

    @Test
    void aQueueThatNobodyHasUsedIsEmptyAndIsNotMade() {
        assertThat(session.muster("queue", "ls")).isEqualTo(Exit.OK);
        assertThat(session.out().lines().map(line -> line.split(" +", 2)[0]))
                .containsExactly("QUEUE", "mails", "numbers");
        assertThat(session.muster("queue", "peek", "numbers")).isEqualTo(Exit.OK);
        assertThat(session.muster("queue", "export", "numbers")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.muster("queue", "purge", "numbers", "--yes")).isEqualTo(Exit.OK);
        assertThat(session.muster("queue", "remove", "numbers", "16777216")).isEqualTo(Exit.FAILED);
        assertThat(stats("numbers").number("puts")).isZero();
        assertThat(home.resolve("state/queues/numbers")).doesNotExist();
    }

    @Test
    void aJobIsPutAsItWasWritten() {
        String id = put("numbers", "{\"price\": 1.10}", "--type", "bill", "--priority", "high");
        assertThat(session.muster("queue", "peek", "numbers")).isEqualTo(Exit.OK);
        assertThat(session.out()).containsPattern(id + " +READY +[0-9]+m?s +0 +bill +- +\\{\"price\": 1.10}");
        try (JobQueue queue = queue();
                Consumer consumer = queue.openConsumer()) {
            Lease lease = consumer.poll(1, SOON).get(0);
            assertThat(lease.id()).hasToString(id);
            assertThat(new String(lease.job().payload(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"price\": 1.10}");
            assertThat(lease.job().contentType()).isEqualTo("application/json");
            assertThat(lease.job().type()).isEqualTo("bill");
            assertThat(lease.job().priority()).hasToString("HIGH");
            lease.ack();
        }
    }

    @Test
    void linesOfStdinAreJobs() {
        type("{\"n\":1}\n\n[2]\n  3  \n");
        List<String> ids = put("numbers", "-").lines().toList();
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
        assertThat(session.muster("queue", "export", "numbers")).isEqualTo(Exit.OK);
        List<String> lines = session.out().lines().toList();
        assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(
                        Fields.of(Json.parse(line)).text("state"))
                .isEqualTo("READY"));
        assertThat(lines.get(0)).contains("\"id\":\"" + ids.get(0) + "\"").endsWith(",\"payload\":{\"n\":1}}");
        assertThat(lines.get(2)).endsWith(",\"payload\":3}");
        type("7");
        assertThat(Fields.of(Json.parse(put("numbers", "-", "--json"))).text("id"))
                .isNotEmpty();
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        assertThat(session.muster("queue", "put", "numbers", "{\"a\": oops}")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("JSON line 1 column ").contains("no JSON");
        assertThat(session.muster("queue", "put", "numbers", "{\"a\":")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("JSON column 6").contains("ends too early");
        assertThat(home.resolve("state/queues/numbers")).doesNotExist();

        type("1\n2\n{\"a\": oops}\n4\n");
        assertThat(session.muster("queue", "put", "numbers", "-")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("stdin line 3 column ").contains("the lines before it were put");
        assertThat(session.out().lines()).hasSize(2);
        assertThat(stats("numbers").number("ready")).isEqualTo(2);

        System.setIn(new ByteArrayInputStream(new byte[] {'1', '\n', '"', (byte) 0xff, '"', '\n'}));
        assertThat(session.muster("queue", "put", "numbers", "-")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("no UTF-8");
    }

    @Test
    void aFullQueueIsToldWithItsFigures() {
        type("1\n2\n3\n4\n5\n");
        assertThat(session.muster("queue", "put", "mails", "-")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("queue mails is full (backlog 3, max-backlog 3)");
        assertThat(session.out().lines()).as("the ids of those that were put").hasSize(3);
        assertThat(stats("mails").number("rejected")).isEqualTo(2);
    }

    @Test
    void aKeyIsOneJob() {
        String first = put("numbers", "1", "--unique", "k");
        assertThat(put("numbers", "2", "--unique", "k")).isEqualTo(first);
        assertThat(session.muster("queue", "put", "numbers", "-", "--unique", "k"))
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void jobsAreCancelled() {
        String first = put("numbers", "1");
        String second = put("numbers", "2");
        assertThat(session.muster("queue", "cancel", "numbers", "4711")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("queue numbers has no job 4711");
        try (JobQueue queue = queue();
                Consumer consumer = queue.openConsumer()) {
            Lease lease = consumer.poll(1, SOON).get(0);
            lease.progress(0.425, "page\t7");
            assertThat(session.muster("queue", "peek", "numbers")).isEqualTo(Exit.OK);
            assertThat(session.out()).containsPattern(first + " +RUNNING .* 43% page.7 +1\n");
            assertThat(session.muster("queue", "cancel", "numbers", first)).isEqualTo(Exit.OK);
            assertThat(session.out()).contains("job " + first + ": runs, and was asked to end");
            session.muster("queue", "peek", "numbers");
            assertThat(session.out()).containsPattern(first + " +CANCELLING ");
            session.muster("queue", "peek", "numbers", "--json");
            assertThat(session.out()).contains("\"progress\":0.425,\"note\":\"page\\t7\",\"cancelled\":true");
            assertThat(lease.cancelled()).isTrue();
            lease.ack();
        }
        assertThat(session.muster("queue", "cancel", "numbers", second, "--json"))
                .isEqualTo(Exit.OK);
        assertThat(session.out().strip())
                .isEqualTo("{\"id\":\"" + second + "\",\"outcome\":\"removed\",\"changed\":true}");
        assertThat(session.muster("queue", "cancel", "numbers", second)).isEqualTo(Exit.FAILED);
        assertThat(stats("numbers").number("ready")).isZero();
    }

    @Test
    @DisplayName("Q16 an unknown job is an error that changes nothing; one that waits is removed or buried by its id")
    void jobsAreRemovedAndBuried() {
        String first = put("numbers", "1", "--delay", "10m");
        String second = put("numbers", "2");
        for (String verb : List.of("remove", "bury")) {
            assertThat(session.muster("queue", verb, "numbers", "4711")).isEqualTo(Exit.FAILED);
            assertThat(session.err()).contains("queue numbers has no job 4711");
        }
        assertThat(stats("numbers").number("ready")).isEqualTo(1);
        assertThat(session.muster("queue", "remove", "numbers", first)).isEqualTo(Exit.OK);
        assertThat(session.muster("queue", "remove", "numbers", first)).isEqualTo(Exit.FAILED);
        assertThat(session.muster("queue", "bury", "numbers", second, "--json")).isEqualTo(Exit.OK);
        assertThat(session.out().strip())
                .isEqualTo("{\"id\":\"" + second + "\",\"outcome\":\"buried\",\"changed\":true}");
        assertThat(session.muster("queue", "bury", "numbers", second)).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("dead already");
        Fields stats = stats("numbers");
        assertThat(stats.number("dead")).isEqualTo(1);
        assertThat(stats.number("done")).isEqualTo(1);
        assertThat(stats.number("ready") + stats.number("delayed")).isZero();
    }

    @Test
    void deadJobsAreShownWithTheirEvidence() {
        String id = put("numbers", "{\"n\": 1}", "--type", "bill");
        try (JobQueue queue = queue();
                Consumer consumer = queue.openConsumer()) {
            consumer.poll(1, SOON).get(0).bury("no such customer");
        }
        assertThat(session.muster("queue", "dead", "numbers")).isEqualTo(Exit.OK);
        assertThat(session.out()).containsPattern(id + " +[0-9]+m?s +[0-9] +0 +bill .* no such customer");
        assertThat(session.muster("queue", "dead", "numbers", "--json")).isEqualTo(Exit.OK);
        Fields letter = Fields.of(Json.parse(session.out()));
        assertThat(letter.text("id")).isEqualTo(id);
        assertThat(letter.text("reason")).isEqualTo("no such customer");
        assertThat(letter.asMap().keySet().stream().map(String::valueOf))
                .contains("diedAt", "putAt", "attempts", "crashes", "interruptions", "worker", "error", "crashed");
        assertThat(letter.object("payload").number("n")).isEqualTo(1);
    }

    @Test
    @DisplayName("Q23 jobs that were put aside are tried again, one by its id or all")
    void deadJobsAreRetried() {
        List<String> ids = List.of(put("numbers", "1"), put("numbers", "2"), put("numbers", "3"));
        ids.forEach(id -> session.muster("queue", "bury", "numbers", id));
        assertThat(stats("numbers").number("dead")).isEqualTo(3);
        assertThat(session.muster("queue", "retry", "numbers", ids.get(1))).isEqualTo(Exit.OK);
        assertThat(stats("numbers").number("ready")).isEqualTo(1);
        assertThat(session.muster("queue", "retry", "numbers", ids.get(1))).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("job " + ids.get(1)).contains("is READY, not dead");
        assertThat(session.muster("queue", "retry", "numbers", "4711")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("has no job 4711");
        assertThat(session.muster("queue", "retry", "numbers", "--all", "--json"))
                .isEqualTo(Exit.OK);
        assertThat(session.out().strip()).isEqualTo("{\"name\":\"numbers\",\"retried\":2}");
        assertThat(stats("numbers").number("dead")).isZero();
        try (JobQueue queue = queue();
                Consumer consumer = queue.openConsumer()) {
            assertThat(consumer.poll(5, SOON))
                    .extracting(lease -> lease.id().value())
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
        assertThat(session.muster("queue", "retry", "numbers")).isEqualTo(Exit.USAGE);
        assertThat(session.muster("queue", "retry", "numbers", "1", "--all")).isEqualTo(Exit.USAGE);
    }

    @Test
    void aJobThatRunsIsRefusedWithTheRemedy() {
        String id = put("numbers", "1");
        try (JobQueue queue = queue();
                Consumer consumer = queue.openConsumer()) {
            Lease lease = consumer.poll(1, SOON).get(0);
            assertThat(session.muster("queue", "remove", "numbers", id)).isEqualTo(Exit.FAILED);
            assertThat(session.err())
                    .contains("job " + id)
                    .contains("is being run")
                    .contains("stop the worker");
            lease.ack();
        }
    }

    @Test
    @DisplayName("Q31 damage is found, named, and told by the exit code")
    void damageIsFound() throws IOException {
        assertThat(session.muster("queue", "verify", "numbers")).isEqualTo(Exit.OK);
        String id = put("numbers", "123456789");
        assertThat(session.muster("queue", "verify", "numbers")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("numbers: no problem was found");
        flip("123456789");
        assertThat(session.muster("queue", "verify", "numbers")).isEqualTo(Exit.FAILED);
        assertThat(session.out()).contains("job " + id + ": its document is missing or damaged");
        assertThat(session.muster("queue", "verify", "numbers", "--json")).isEqualTo(Exit.FAILED);
        assertThat(session.out()).contains("\"problems\":[{").contains("seg-00000001");
    }

    private void flip(String payload) throws IOException {
        Path segment = home.resolve("state/queues/numbers/seg-00000001/q");
        try (Stream<Path> files = Files.list(segment)) {
            Path journal = files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
                byte[] begin = new byte[1 << 20];
                file.readFully(begin);
                file.seek(new String(begin, StandardCharsets.ISO_8859_1).indexOf(payload));
                file.write('x');
            }
        }
    }

    @Test
    void whatWasExportedIsPutAgainAsItWas() {
        put("numbers", "{\"price\": 1.10, \"payload\":[1]}", "--type", "bi,\"payload\":ll", "--priority", "high");
        put("numbers", "2", "--delay", "1h", "--unique", "two");
        String dead = put("numbers", "3");
        try (JobQueue queue = queue()) {
            queue.put(Job.bytes(new byte[] {0, -1}).withType("raw"));
        }
        session.muster("queue", "bury", "numbers", dead);
        session.muster("queue", "export", "numbers");
        String exported = session.out();
        session.muster("queue", "purge", "numbers", "--yes");
        session.muster("queue", "remove", "numbers", dead);

        type(exported);
        assertThat(session.muster("queue", "import", "numbers"))
                .as(session.err())
                .isEqualTo(Exit.OK);
        assertThat(session.out()).contains("numbers: 3 jobs put; 1 dead ones left out, --dead puts them, too");
        session.muster("queue", "export", "numbers");
        assertThat(session.out().lines().map(QueueCommandsTest::withoutIdAndTimes))
                .containsExactlyInAnyOrderElementsOf(exported.lines()
                        .filter(line -> !line.contains("DEAD"))
                        .map(QueueCommandsTest::withoutIdAndTimes)
                        .toList());

        type(exported);
        assertThat(session.muster("queue", "import", "numbers", "--dead", "--json"))
                .isEqualTo(Exit.OK);
        assertThat(session.out().lines()).hasSize(4).allMatch(line -> line.startsWith("{\"from\":\""));
        assertThat(stats("numbers").number("delayed")).as("its key is there").isEqualTo(1);
        assertThat(stats("numbers").number("ready")).isEqualTo(2 + 3);
    }

    private static String withoutIdAndTimes(String line) {
        return line.replaceAll("\"(id|stateAt|putAt)\":\"[^\"]*\",", "");
    }

    @Test
    void whatNobodyExportedIsNotImported() {
        put("numbers", "1");
        session.muster("queue", "export", "numbers");
        String line = session.out();
        type(line + line.replace("\"normal\"", "\"urgent\"") + line);
        assertThat(session.muster("queue", "import", "numbers")).isEqualTo(Exit.USAGE);
        assertThat(session.err())
                .contains("stdin, job 2: priority: urgent is none of [HIGH, NORMAL, LOW]")
                .contains("1 jobs are in the queue");
        assertThat(stats("numbers").number("ready")).isEqualTo(2);
        type("{\"n\": 1}\n");
        assertThat(session.muster("queue", "import", "numbers")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("stdin, job 1: state is missing");
        type(line.repeat(5));
        assertThat(session.muster("queue", "import", "mails")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("queue mails is full").contains("3 jobs are in the queue");
    }

    @Test
    void purgeWantsToBeMeant() {
        put("numbers", "1");
        put("numbers", "2", "--delay", "1h");
        assertThat(session.muster("queue", "purge", "numbers")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("would remove 2 jobs").contains("--yes");
        assertThat(stats("numbers").number("puts")).isEqualTo(2);
        assertThat(session.muster("queue", "purge", "numbers", "--yes")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("2 jobs removed");
        assertThat(stats("numbers").number("done")).isEqualTo(2);
    }

    @Test
    @DisplayName("Q49 a paused queue says so, and until when")
    void aPauseIsShown() {
        assertThat(session.muster("queue", "pause", "numbers", "--for", "10m")).isEqualTo(Exit.OK);
        assertThat(session.out()).startsWith("numbers: paused until 20");
        assertThat(session.muster("queue", "ls")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("PAUSED").containsPattern("numbers .* for (10m00s|9m5[0-9]s)");
        assertThat(stats("numbers").flag("paused")).isTrue();
        put("numbers", "1");
        try (JobQueue queue = queue();
                Consumer consumer = queue.openConsumer()) {
            assertThat(consumer.poll(1, Duration.ofMillis(20))).isEmpty();
            assertThat(session.muster("queue", "pause", "numbers", "--json")).isEqualTo(Exit.OK);
            assertThat(session.out().strip()).isEqualTo("{\"name\":\"numbers\",\"paused\":true,\"pausedUntil\":null}");
            assertThat(session.muster("queue", "resume", "numbers")).isEqualTo(Exit.OK);
            assertThat(consumer.poll(1, SOON)).hasSize(1).allSatisfy(Lease::ack);
        }
        assertThat(session.muster("queue", "ls")).isEqualTo(Exit.OK);
        assertThat(session.out()).doesNotContain("PAUSED");
    }

    @Test
    void statsHaveTheFieldsOfStatusAndMore() {
        put("numbers", "1");
        assertThat(stats("numbers").asMap().keySet().stream().map(String::valueOf))
                .containsSequence("name", "ready", "delayed", "running", "dead", "done", "puts", "oldestReadyMs")
                .contains("claims", "acks", "retries", "crashes", "interruptions", "rejected", "fenced", "paused");
        assertThat(stats("numbers").object("queueTimeMs").asMap().keySet().stream()
                        .map(String::valueOf))
                .containsExactly("count", "p50", "p90", "p99");
        assertThat(session.muster("queue", "stats", "numbers")).isEqualTo(Exit.OK);
        assertThat(session.out()).containsPattern("(?m)^ready +1$").containsPattern("(?m)^runTimeMs.p99 +0.0$");
    }

    @Test
    void anUnknownQueueIsCorrected() {
        assertThat(session.muster("queue", "stats", "nubmers")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.err())
                .contains("`nubmers`")
                .contains("did you mean `numbers`?")
                .contains("(it has mails, numbers)");
        assertThat(session.muster("queue", "put", "letters", "1")).isEqualTo(Exit.UNKNOWN);
    }

    @Test
    void aQueueOfAnotherUserIsLeftAloneAndSaysWhoMay() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a directory away");
        put("numbers", "1");
        Path directory = home.resolve("state/queues/numbers");
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));
        for (List<String> words : List.of(
                List.of("put", "numbers", "2"), List.of("purge", "numbers", "--yes"), List.of("export", "numbers"))) {
            String[] all = Stream.concat(Stream.of("queue"), words.stream()).toArray(String[]::new);
            assertThat(session.muster(all)).as("%s", words).isEqualTo(Exit.FAILED);
            assertThat(session.err()).contains("belongs to user daemon").contains("sudo -u daemon muster queue");
        }
        assertThat(stats("numbers").number("ready")).as("root may look").isEqualTo(1);

        Files.setOwner(directory.getParent(), Files.getOwner(directory));
        assertThat(session.muster("queue", "put", "mails", "1"))
                .as("not made yet")
                .isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains(directory.getParent() + " belongs to user daemon");
        assertThat(directory.resolveSibling("mails")).doesNotExist();
    }

    @Test
    void aQueueOfAnotherFormatIsToldInASentence() throws IOException {
        Path directory = Files.createDirectories(home.resolve("state/queues/numbers"));
        Files.writeString(directory.resolve("control"), "nonsense");
        for (String verb : List.of("stats", "peek", "export")) {
            assertThat(session.muster("queue", verb, "numbers")).isEqualTo(Exit.FAILED);
            assertThat(session.err())
                    .contains("control is no queue's control file")
                    .doesNotContain("Exception");
        }
        assertThat(session.muster("queue", "ls")).isEqualTo(Exit.FAILED);
        assertThat(session.out()).as("the other queues are listed").contains("mails");
        assertThat(session.err()).contains("control is no queue's control file");
    }

    @Test
    void aBrokenConfigurationIsTold() throws IOException {
        Files.writeString(home.resolve("muster.conf"), "muster.queues.numbers { max-backlogg = 1 }");
        for (String verb : List.of("ls", "stats", "peek")) {
            String[] words = verb.equals("ls") ? new String[] {"queue", verb} : new String[] {"queue", verb, "numbers"};
            assertThat(session.muster(words)).isEqualTo(Exit.CONFIGURATION);
            assertThat(session.err()).contains("max-backlogg").contains("muster.conf");
        }
    }

    @Test
    void whatIsMissingOrOutOfRangeIsAUsageError() {
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("sats"),
                List.of("peek"),
                List.of("peek", "numbers", "-n", "0"),
                List.of("put", "numbers"),
                List.of("put", "numbers", "1", "--priority", "urgent"),
                List.of("put", "numbers", "1", "--delay", "soon"),
                List.of("pause", "numbers", "--for", "0s"),
                List.of("remove", "numbers"))) {
            String[] all = new String[words.size() + 1];
            all[0] = "queue";
            System.arraycopy(words.toArray(), 0, all, 1, words.size());
            assertThat(session.muster(all)).as("%s", words).isEqualTo(Exit.USAGE);
            assertThat(session.err()).startsWith("muster: ").doesNotContain("Exception");
        }
        session.muster("queue", "sats");
        assertThat(session.err()).contains("did you mean `queue stats`?");
    }

    @Test
    void helpExplainsEveryVerb() {
        assertThat(session.muster("help", "queue")).isEqualTo(Exit.OK);
        QueueCommands.names().forEach(name -> assertThat(session.out()).contains(name));
        for (String name : QueueCommands.names()) {
            String verb = name.substring("queue ".length());
            assertThat(session.muster("queue", verb, "--help")).isEqualTo(Exit.OK);
            assertThat(session.out()).startsWith("Usage: muster queue " + verb);
            assertThat(session.muster("help", "queue", verb)).isEqualTo(Exit.OK);
            assertThat(session.out()).startsWith("Usage: muster queue " + verb);
        }
        session.muster("queue", "put", "--help");
        assertThat(session.out()).contains("For example:\n  muster queue put numbers '{\"number\": 42}'\n");
    }
}
