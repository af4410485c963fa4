package dev.muster.supervisor.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.Hook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code on-event}: one block, or a list of them. */
final class HookReader {
    private static final String KEY = "on-event";
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MOST_TIMEOUT = Duration.ofHours(1);

    private final Surroundings surroundings;
    private final Set<String> services;

    HookReader(Surroundings surroundings, Set<String> services) {
        this.surroundings = surroundings;
        this.services = services;
    }

    List<Hook> read(Block muster) {
        Optional<ConfigValue> value = muster.value(KEY);
        if (value.isEmpty()) {
            return List.of();
        }
        List<? extends ConfigValue> elements = value.get() instanceof ConfigList list ? list : List.of(value.get());
        List<Hook> hooks = new ArrayList<>();
        for (ConfigValue element : elements) {
            if (element instanceof ConfigObject object) {
                Block block = muster.element(KEY, object);
                hooks.add(hook(block));
                block.finish();
            } else {
                muster.wrongIn(
                        KEY,
                        element,
                        "must be { matches = [crashed], command = [/usr/local/bin/page] } or a list of such blocks, not "
                                + Block.shown(element));
            }
        }
        return hooks;
    }

    private Hook hook(Block block) {
        Duration timeout = block.value("timeout").isPresent()
                ? Scalar.duration(block, "timeout", LEAST_TIMEOUT, MOST_TIMEOUT)
                : USUAL_TIMEOUT;
        return new Hook(matches(block), services(block), command(block), timeout);
    }

    /** What a hook does is no event for hooks, or one that fails would call itself. */
    private static Set<EventKind> matches(Block block) {
        Set<EventKind> all = EnumSet.complementOf(EnumSet.of(EventKind.HOOK));
        List<String> words = all.stream().map(EventKind::word).toList();
        Set<EventKind> matches = EnumSet.noneOf(EventKind.class);
        List<String> written = block.texts("matches", true);
        for (String word : written) {
            Optional<EventKind> kind = EventKind.find(word).filter(all::contains);
            if (word.equals("*")) {
                matches.addAll(all);
            } else if (kind.isPresent()) {
                matches.add(kind.get());
            } else {
                block.wrong("matches", "there is no event \"" + word + "\"; " + DidYouMean.among(words, word));
            }
        }
        if (written.isEmpty()) {
            block.wrong(
                    "matches",
                    "must name at least one event such as crashed; allowed are *, " + String.join(", ", words));
        }
        return matches;
    }

    private Set<String> services(Block block) {
        Set<String> named = new LinkedHashSet<>(block.texts("services", true));
        for (String name : named) {
            if (!services.contains(name)) {
                block.wrong(
                        "services",
                        "no service \"" + name + "\" is defined under muster.services; "
                                + DidYouMean.among(services, name));
            }
        }
        return named;
    }

    private List<String> command(Block block) {
        List<String> argv = new ArrayList<>(block.texts("command", false));
        if (argv.isEmpty() || argv.get(0).isBlank()) {
            block.wrong(
                    "command",
                    "must be a list that starts with a program, such as [/usr/local/bin/page]; no shell splits it");
            return List.of("false");
        }
        // A plain name is looked up in PATH.
        if (argv.get(0).indexOf('/') > 0) {
            argv.set(0, surroundings.resolve(argv.get(0)).toString());
        }
        return argv;
    }
}
