package dev.muster.supervisor.migrate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Units of systemd that go together; those that are no services become remarks. Used once. */
final class SystemdUnits {
    private static final String SERVICE = ".service";

    private final Names names = new Names();
    private final List<String> remarks = new ArrayList<>();

    Migration read(List<Path> files) {
        Map<Draft, Path> services = new LinkedHashMap<>();
        for (Path file : files) {
            String unit = String.valueOf(file.getFileName());
            if (unit.endsWith(SERVICE)) {
                services.put(names.draft(unit.substring(0, unit.length() - SERVICE.length())), file);
            } else {
                remarks.add("unit " + unit);
            }
        }
        services.forEach((draft, file) -> new SystemdService(
                        IniFile.systemd(file.toString(), Importer.lines(file)),
                        draft,
                        String.valueOf(file.getFileName()))
                .translate(this::named));
        String origin = files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return Migration.of(origin, remarks, List.copyOf(services.keySet()));
    }

    /** The service that an imported unit became; nothing for any other unit. */
    private String named(String unit) {
        String base = unit.endsWith(SERVICE) ? unit.substring(0, unit.length() - SERVICE.length()) : unit;
        return names.of(base).orElse("");
    }
}
