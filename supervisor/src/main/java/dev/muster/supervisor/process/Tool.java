package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small programs that do what {@code posix_spawn} has no attribute for and then execute another one. No state. */
final class Tool {

    private static final List<Path> PLACES = List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));

    private Tool() {}

    /**
     * The file of a program.
     *
     * @param of the package that has it
     * @param wantedFor what cannot be without it, as the end of a sentence
     */
    static String find(String name, String of, String wantedFor) throws SpawnException {
        return PLACES.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new SpawnException(
                        Kind.NOT_FOUND,
                        name + " is in none of " + PLACES + "; it is part of " + of + " and needed for " + wantedFor));
    }
}
