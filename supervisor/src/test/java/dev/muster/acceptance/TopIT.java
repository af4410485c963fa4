package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The live view in a real terminal, which script(1) makes. */
final class TopIT {
    private static final String FLEET =
            """
            muster.services {
              sleeper { command = [sleep, 100000], workers = 2 }
            }
            """;
    private static final String ENTER = "\u001b[?1049h";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String CLEAR = "\u001b[2J";

    /** A terminal with a program in it; what the program left behind is told by files. */
    private static final class Screen implements AutoCloseable {
        private final Path directory;
        private final Process script;

        Screen(Path directory, String command) throws IOException {
            this.directory = Files.createTempDirectory(directory, "screen");
            Path steps = Files.writeString(
                    this.directory.resolve("steps"),
                    """
                    stty rows 24 cols 80
                    stty -g > before
                    tty > tty
                    sh -c 'echo $$ > pid; exec %s'
                    echo $? > code
                    stty -g > after
                    touch over
                    """
                            .formatted(command));
            ProcessBuilder builder = new ProcessBuilder("script", "-qfc", "sh " + steps.getFileName(), "typescript")
                    .directory(this.directory.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("TERM", "xterm");
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
            builder.environment().remove("NO_COLOR");
            script = builder.start();
        }

        private String file(String name) throws IOException {
            Path file = directory.resolve(name);
            return Files.exists(file) ? Files.readString(file).strip() : "";
        }

        String shown() {
            Path file = directory.resolve("typescript");
            try {
                return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What was drawn since the screen was last cleared. */
        String frame() {
            String all = shown();
            return all.substring(Math.max(0, all.lastIndexOf(CLEAR)));
        }

        void await(String what, String... texts) {
            Await.within(Fleet.PATIENCE, what, () -> List.of(texts).stream().allMatch(frame()::contains));
        }

        void type(String keys) throws IOException {
            OutputStream in = script.getOutputStream();
            in.write(keys.getBytes(StandardCharsets.UTF_8));
            in.flush();
        }

        void resize(int rows, int columns) throws IOException, InterruptedException {
            String size = "stty rows " + rows + " cols " + columns + " < " + file("tty");
            assertThat(new ProcessBuilder("sh", "-c", size).start().waitFor()).isZero();
        }

        Proc program() throws IOException {
            return Proc.of(Integer.parseInt(file("pid")));
        }

        /** Waits for the end of the program, and returns its exit code; the terminal must be as it was. */
        int code() throws IOException {
            Await.within(Fleet.PATIENCE, "the end of the live view", () -> Files.exists(directory.resolve("over")));
            assertThat(file("after")).isNotEmpty().isEqualTo(file("before"));
            assertThat(shown()).contains(ENTER).contains(LEAVE);
            assertThat(shown().lastIndexOf(LEAVE)).isGreaterThan(shown().lastIndexOf(ENTER));
            return Integer.parseInt(file("code"));
        }

        @Override
        public void close() {
            script.destroy();
        }
    }

    private static String top(Fleet fleet) {
        return Distribution.built().command() + " top --interval 500ms --home " + fleet.home();
    }

    @Test
    void theLiveViewDrawsResizesActsAndLeavesTheTerminalAsItWas() throws Exception {
        try (Fleet fleet = Fleet.of(FLEET).daemon()) {
            fleet.awaitReady(2);
            try (Screen screen = new Screen(fleet.home(), top(fleet))) {
                screen.await("the first frame", "2 of 2 ready", "> sleeper.1", "WHY");
                screen.resize(10, 40);
                Await.within(
                        Fleet.PATIENCE,
                        "a narrow frame",
                        () -> screen.frame().contains("> sleeper.1")
                                && !screen.frame().contains("WHY"));

                screen.type("jr");
                screen.await("the question", "restart sleeper.2? y/n");
                screen.type("y");
                fleet.awaitWorker("sleeper.2", worker -> worker.incarnation() == 2 && worker.isReady());

                fleet.master().destroyForcibly();
                screen.await("the end of the master is told", "master gone, waiting");
                fleet.awaitEnd();
                fleet.daemon().awaitReady(2);
                Await.within(
                        Fleet.PATIENCE,
                        "the new master is shown",
                        () -> screen.shown().lastIndexOf("2 of 2 ready")
                                > screen.shown().lastIndexOf("master gone"));
                screen.type("q");
                assertThat(screen.code()).isZero();
            }
            try (Screen screen = new Screen(fleet.home(), top(fleet))) {
                screen.await("the first frame", "> sleeper.1");
                screen.program().signal("TERM");
                assertThat(screen.code()).isEqualTo(128 + 15);
            }
            Result once = fleet.muster("top", "--once", "--interval", "500ms").succeeded();
            assertThat(once.out()).contains("2 of 2 ready", "sleeper.2  READY").doesNotContain("\u001b");
            assertThat(once.err()).isEmpty();
            assertThat(fleet.muster("top").endedWith(2).err())
                    .contains("a terminal that can move its cursor is needed", "--once");
        }
    }
}
