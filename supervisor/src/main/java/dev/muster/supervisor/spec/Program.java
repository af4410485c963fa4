package dev.muster.supervisor.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a worker executes. Immutable. */
public sealed interface Program {

    /** Whether SIGQUIT makes it print its threads; most other programs die of it. */
    default boolean isJvm() {
        return true;
    }

    /** Any program; {@code argv} is executed as it stands, without a shell. */
    record Command(List<String> argv) implements Program {
        public Command {
            argv = List.copyOf(argv);
        }

        @Override
        public boolean isJvm() {
            String file = argv.isEmpty() ? "" : argv.get(0);
            return file.substring(file.lastIndexOf('/') + 1).equals("java");
        }
    }

    /** A JVM that runs a main class: a {@code dev.muster.worker.Service}, or any class with a {@code main}. */
    record MainClass(String main, List<String> classpath, Jvm jvm) implements Program {
        public MainClass {
            classpath = List.copyOf(classpath);
        }
    }

    /** A JVM that runs {@code java -jar}. */
    record Jar(Path jar, Jvm jvm) implements Program {}

    /**
     * How a JVM is started.
     *
     * @param home the JDK, the one of the master when empty
     * @param heap as {@code -Xmx} takes it ({@code 256m}), or {@link #AUTO}; the JVM's own default when empty
     */
    record Jvm(Optional<Path> home, List<String> options, Optional<String> heap) {

        /** A share of the memory that there is. */
        public static final String AUTO = "auto";

        public Jvm {
            options = List.copyOf(options);
        }

        /** What {@code -Xmx} means by a size. */
        public static long bytes(String size) {
            long number = Long.parseLong(size.replaceAll("\\D", ""));
            int power = "kmgt".indexOf(Character.toLowerCase(size.charAt(size.length() - 1))) + 1;
            return number << (10 * power);
        }
    }
}
