package dev.muster.supervisor.migrate;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** supervisord.conf with all that it includes (supervisord.org/configuration.html). Used once. */
final class SupervisordFile {
    private static final String PROGRAM = "program:";
    private static final String FCGI = "fcgi-program:";
    private static final String LISTENER = "eventlistener:";
    private static final String GROUP = "group:";
    private static final Set<String> ITS_OWN = Set.of("supervisorctl", "unix_http_server", "supervisord", "include");

    private final Names names = new Names();
    private final List<String> remarks = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, String> groupOf = new LinkedHashMap<>();
    private String shared = "";

    Migration read(Path file) {
        Map<IniFile, Path> files = new LinkedHashMap<>();
        IniFile main = IniFile.python(file.toString(), Importer.lines(file));
        files.put(main, file);
        shared = main.keys("supervisord").take("environment").orElse("");
        main.keys("include").take("files").ifPresent(patterns -> included(file, patterns)
                .forEach(each -> files.put(IniFile.python(each.toString(), Importer.lines(each)), each)));
        files.keySet().forEach(this::groups);
        files.forEach(this::programs);
        files.keySet().forEach(this::tellGroups);
        return Migration.of(file.toString(), remarks, drafts);
    }

    private List<Path> included(Path file, String patterns) {
        List<Path> found = new ArrayList<>();
        Path directory = here(file);
        for (String pattern : patterns.split("\\s+", -1)) {
            Path whole = directory.resolve(pattern.replace("%(here)s", directory.toString()));
            Path parent = whole.getParent();
            List<Path> some = new ArrayList<>();
            if (parent != null && Files.isDirectory(parent)) {
                try (DirectoryStream<Path> files =
                        Files.newDirectoryStream(parent, String.valueOf(whole.getFileName()))) {
                    some = StreamSupport.stream(files.spliterator(), false)
                            .sorted()
                            .toList();
                } catch (IOException e) {
                    throw new MigrationException("cannot list " + parent + ": " + e.getMessage(), e);
                }
            }
            if (some.isEmpty()) {
                remarks.add("[include] files = " + pattern + ": there is no such file");
            }
            found.addAll(some);
        }
        return found;
    }

    private static Path here(Path file) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return directory == null ? Path.of("/") : directory;
    }

    private void groups(IniFile ini) {
        for (String section : ini.sections()) {
            if (section.startsWith(GROUP)) {
                for (String program : members(ini, section)) {
                    groupOf.put(program, section.substring(GROUP.length()));
                }
            }
        }
    }

    private static List<String> members(IniFile ini, String section) {
        String programs = ini.keys(section).take("programs").orElse("");
        return Arrays.stream(programs.split(",", -1)).map(String::strip).toList();
    }

    private void tellGroups(IniFile ini) {
        for (String section : ini.sections()) {
            if (section.startsWith(GROUP)) {
                String services = members(ini, section).stream()
                        .map(program -> names.of(program).orElse(program))
                        .collect(Collectors.joining(" "));
                remarks.add("[" + section + "]: commands name the services, as in `muster restart " + services + "`");
            }
        }
    }

    private void programs(IniFile ini, Path file) {
        for (String section : ini.sections()) {
            if (section.startsWith(PROGRAM)) {
                program(ini.keys(section), section.substring(PROGRAM.length()), file);
            } else if (section.startsWith(FCGI)) {
                program(ini.keys(section), section.substring(FCGI.length()), file);
            } else if (section.startsWith(LISTENER)) {
                remarks.add("[" + section + "]: `on-event` runs a program when something happens");
            } else if (!section.startsWith(GROUP) && !ITS_OWN.contains(section)) {
                if (!section.startsWith("rpcinterface:")) {
                    remarks.add("[" + section + "]");
                }
            }
        }
    }

    private void program(Keys keys, String name, Path file) {
        Draft draft = names.draft(name);
        String group = groupOf.getOrDefault(name, name);
        new SupervisordProgram(keys, draft, name, group, here(file)).translate(shared);
        drafts.add(draft);
    }
}
