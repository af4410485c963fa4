package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.HomeResolver;
import dev.muster.supervisor.spec.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in this process as {@code muster} would, and keeps what they wrote. One thread. */
final class Session {
    private final Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Home> started = new ArrayList<>();
    private final boolean colour;

    Session(Path home) {
        this(home, false);
    }

    Session(Path home, boolean colour) {
        this.home = home;
        this.colour = colour;
    }

    /** Runs one command against the home and returns its exit code; the output is that of this command alone. */
    int muster(String... words) {
        out.reset();
        err.reset();
        Terminal terminal = new Terminal(stream(out), stream(err), false, colour);
        Commands commands = new Commands((where, console) -> {
            started.add(where);
            return console ? Exit.ALREADY_RUNNING : Exit.CONFIGURATION;
        });
        List<String> arguments = new ArrayList<>(List.of("--home", home.toString()));
        arguments.addAll(List.of(words));
        return new Main(commands, terminal, HomeResolver.ofProcess()).execute(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** The homes that a master was started in. */
    List<Home> started() {
        return started;
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
