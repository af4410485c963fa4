package dev.muster.supervisor.cli.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exit codes, from the one place that explains them all: the table in the README. */
final class ExitCodes {
    private static final String HEADING = "## Exit codes\n";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.*) \\|$");

    private ExitCodes() {}

    static List<Code> of(Path sources) throws IOException {
        String readme = Files.readString(sources.resolve("README.md"));
        int start = readme.indexOf(HEADING);
        int end = readme.indexOf("\n## ", start + 1);
        if (start < 0 || end < 0) {
            throw new IllegalStateException("README.md has no section " + HEADING.strip());
        }
        List<Code> codes = new ArrayList<>();
        Matcher row = ROW.matcher(readme.substring(start, end));
        while (row.find()) {
            codes.add(new Code(row.group(1), row.group(2).replace("`", "")));
        }
        return codes;
    }

    record Code(String number, String meaning) {}
}
