package dev.muster.supervisor.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sections of keys and values, in their order; each key with all its values. Both dialects that we meet. Immutable once read. */
final class IniFile {
    private final Map<String, Map<String, List<String>>> sections = new LinkedHashMap<>();

    private IniFile() {}

    /**
     * Python's ConfigParser as supervisord sets it up: indented lines go on with the value above, {@code " ;"} begins a comment.
     *
     * @param file for messages
     */
    static IniFile python(String file, List<String> lines) {
        IniFile ini = new IniFile();
        String section = "";
        String key = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = withoutComment(lines.get(i));
            if (line.isBlank() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0)) && !key.isEmpty()) {
                ini.append(section, key, "\n" + line.strip());
            } else if (line.startsWith("[")) {
                section = header(file, i, line.strip());
                ini.sections.putIfAbsent(section, new LinkedHashMap<>());
                key = "";
            } else {
                int separator = separator(file, i, line);
                key = line.substring(0, separator).strip();
                // The last one counts there.
                ini.section(section).remove(key);
                ini.add(section, key, line.substring(separator + 1).strip());
            }
        }
        return ini;
    }

    /** systemd.syntax(7): a backslash at the end goes on with the next line, a key may stand several times, an empty value forgets them. */
    static IniFile systemd(String file, List<String> lines) {
        IniFile ini = new IniFile();
        String section = "";
        StringBuilder pending = new StringBuilder();
        for (int i = 0; i <= lines.size(); i++) { // once more at the end: the last line may go on with nothing
            String line = i < lines.size() ? lines.get(i).strip() : "";
            if (line.startsWith("#") || line.startsWith(";") || (line.isEmpty() && pending.length() == 0)) {
                continue;
            }
            if (line.endsWith("\\")) {
                pending.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            String whole = pending + line;
            pending.setLength(0);
            if (whole.startsWith("[")) {
                section = header(file, i, whole);
                ini.sections.putIfAbsent(section, new LinkedHashMap<>());
            } else {
                int separator = whole.indexOf('=');
                if (separator <= 0) {
                    throw new MigrationException(file + ":" + (i + 1) + ": neither a section nor a key");
                }
                ini.add(
                        section,
                        whole.substring(0, separator).strip(),
                        whole.substring(separator + 1).strip());
            }
        }
        return ini;
    }

    private static String withoutComment(String line) {
        int semicolon = line.indexOf(" ;");
        int tabbed = line.indexOf("\t;");
        int cut = semicolon < 0 ? tabbed : tabbed < 0 ? semicolon : Math.min(semicolon, tabbed);
        return (cut < 0 ? line : line.substring(0, cut)).stripTrailing();
    }

    private static String header(String file, int index, String line) {
        if (!line.endsWith("]")) {
            throw new MigrationException(file + ":" + (index + 1) + ": the section's ] is missing");
        }
        return line.substring(1, line.length() - 1).strip();
    }

    private static int separator(String file, int index, String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        int separator = equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
        if (separator <= 0) {
            throw new MigrationException(file + ":" + (index + 1) + ": neither a section nor a key");
        }
        return separator;
    }

    private void add(String section, String key, String value) {
        List<String> values = section(section).computeIfAbsent(key, any -> new ArrayList<>());
        if (value.isEmpty()) {
            values.clear();
        } else {
            values.add(value);
        }
    }

    private void append(String section, String key, String more) {
        List<String> values = section(section).computeIfAbsent(key, any -> new ArrayList<>());
        String before = values.isEmpty() ? "" : values.remove(values.size() - 1);
        values.add((before + more).strip());
    }

    private Map<String, List<String>> section(String name) {
        return sections.computeIfAbsent(name, any -> new LinkedHashMap<>());
    }

    List<String> sections() {
        return List.copyOf(sections.keySet());
    }

    Keys keys(String section) {
        return new Keys(sections.getOrDefault(section, Map.of()));
    }
}
