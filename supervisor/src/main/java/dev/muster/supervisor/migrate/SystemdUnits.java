package dev.muster.supervisor.migrate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Units of systemd that go together; those that are no services become remarks. Used once. */
final class SystemdUnits {
    private static final String SERVICE = ".service";

    private final Names names = new Names();
    /** Whoever comes after one of them waits for its end. */
    private final Set<String> oneShots = new HashSet<>();

    private final List<String> remarks = new ArrayList<>();

    Migration read(List<Path> files) {
        Map<Draft, Path> services = new LinkedHashMap<>();
        Map<Draft, IniFile> contents = new LinkedHashMap<>();
        for (Path file : files) {
            String unit = String.valueOf(file.getFileName());
            if (unit.endsWith(SERVICE)) {
                Draft draft = names.draft(unit.substring(0, unit.length() - SERVICE.length()));
                IniFile ini = IniFile.systemd(file.toString(), Importer.lines(file));
                services.put(draft, file);
                contents.put(draft, ini);
                if (ini.keys("Service").take("Type").equals(Optional.of("oneshot"))) {
                    oneShots.add(draft.name());
                }
            } else {
                remarks.add("unit " + unit);
            }
        }
        contents.forEach((draft, ini) ->
                new SystemdService(ini, draft, fileName(services, draft)).translate(this::named, oneShots::contains));
        String origin = files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return Migration.of(origin, remarks, List.copyOf(services.keySet()));
    }

    private static String fileName(Map<Draft, Path> services, Draft draft) {
        Path file = services.get(draft);
        return file == null ? "" : String.valueOf(file.getFileName());
    }

    /** The service that an imported unit became; nothing for any other unit. */
    private String named(String unit) {
        String base = unit.endsWith(SERVICE) ? unit.substring(0, unit.length() - SERVICE.length()) : unit;
        return names.of(base).orElse("");
    }
}
