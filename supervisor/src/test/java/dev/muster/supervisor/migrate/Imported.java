package dev.muster.supervisor.migrate;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What became of a file, as the reader of the configuration understands it. Immutable. */
record Imported(Migration migration, FleetSpec fleet) {

    /** Fails when {@code muster check} would. */
    static Imported of(Path directory, String name, String text) {
        return of(directory, new Sandbox(directory).write(name, text));
    }

    static Imported of(Path directory, Path... files) {
        Migration migration = Importer.read(Arrays.asList(files));
        FleetSpec fleet = new Sandbox(directory).with("HOME", "/home/me").load(migration.toHocon());
        return new Imported(migration, fleet);
    }

    ServiceSpec service(String name) {
        return fleet.service(name).orElseThrow(() -> new AssertionError(name + " is not in " + fleet));
    }

    List<String> argv(String name) {
        return ((Program.Command) service(name).launch().program()).argv();
    }

    List<String> remarks() {
        return migration.allRemarks();
    }
}
