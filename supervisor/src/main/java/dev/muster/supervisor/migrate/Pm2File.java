package dev.muster.supervisor.migrate;

import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PM2's ecosystem file as JSON: {@code {"apps": [...]}}, a list, or one application. Used once. */
final class Pm2File {
    private final Names names = new Names();
    private final List<String> remarks = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();

    Migration read(Path file) {
        Object whole;
        try {
            whole = Json.parse(String.join("\n", Importer.lines(file)));
        } catch (JsonException e) {
            throw new MigrationException(file + ": " + e.getMessage(), e);
        }
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path directory = parent == null ? Path.of("/") : parent;
        Object apps = whole;
        if (whole instanceof Map<?, ?> object && object.containsKey("apps")) {
            apps = object.get("apps");
            object.forEach((key, value) -> {
                if (!key.equals("apps")) {
                    remarks.add(key + ": " + Json.write(value));
                }
            });
        }
        for (Object app : apps instanceof List<?> list ? list : List.of(apps == null ? "" : apps)) {
            if (!(app instanceof Map<?, ?> object)) {
                throw new MigrationException(file + ": an application is an object, not " + Json.write(app));
            }
            app(object, directory);
        }
        return Migration.of(file.toString(), remarks, drafts);
    }

    private void app(Map<?, ?> object, Path directory) {
        Map<String, Object> keys = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            if (value != null) {
                keys.put(String.valueOf(key), value);
            }
        });
        Object script = keys.getOrDefault("script", "app");
        String file = String.valueOf(Path.of(String.valueOf(script)).getFileName());
        Draft draft = names.draft(String.valueOf(keys.getOrDefault("name", file.replaceAll("\\.[a-z]+$", ""))));
        keys.remove("name");
        new Pm2App(keys, draft, directory).translate();
        drafts.add(draft);
    }
}
