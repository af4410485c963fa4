package dev.muster.supervisor.daemon;

import dev.muster.supervisor.loop.Succession;
import dev.muster.supervisor.process.ProgramImage;
import dev.muster.supervisor.spec.Home;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the installed {@code muster} in this process, with the words that it was started with: a new jar, a new JDK, the same pid. The
 * workers stay its children, and are adopted.
 */
final class Replacement implements Succession {
    private static final Logger LOG = LoggerFactory.getLogger("muster");
    private static final String MAIN = "dev.muster.supervisor.cli.Main";

    private final Home home;
    private final boolean console;
    private final Runnable farewell;

    /**
     * @param console whether the workers end with this master
     * @param farewell lets go of everything, and writes down what the next one needs
     */
    Replacement(Home home, boolean console, Runnable farewell) {
        this.home = home;
        this.console = console;
        this.farewell = farewell;
    }

    @Override
    public Optional<String> refusal() {
        if (console) {
            return Optional.of(
                    "the workers of `muster run` end with their master; only `muster daemon` can be replaced");
        }
        return ProgramImage.commandLine().contains(MAIN)
                ? Optional.empty()
                : Optional.of("the master was not started by the command `muster`, and its launcher has to restart it");
    }

    @Override
    public void replace() {
        List<String> words = words();
        LOG.info("the master is replaced: {}", String.join(" ", words));
        farewell.run();
        try {
            ProgramImage.replace(words);
        } catch (RuntimeException e) {
            LOG.error("the master cannot be replaced and ends; its workers go on without one", e);
        }
        Runtime.getRuntime().halt(1);
    }

    private List<String> words() {
        List<String> own = ProgramImage.commandLine();
        List<String> words = new ArrayList<>();
        words.add(home.install().resolve("bin").resolve("muster").toString());
        words.addAll(own.subList(own.indexOf(MAIN) + 1, own.size()));
        return words;
    }
}
