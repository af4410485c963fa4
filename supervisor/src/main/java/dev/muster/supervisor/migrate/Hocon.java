package dev.muster.supervisor.migrate;

import dev.muster.wire.Json;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How values are written in HOCON. Stateless. */
final class Hocon {
    private static final Set<String> MEANT_OTHERWISE =
            Set.of("true", "false", "yes", "no", "on", "off", "null", "include");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*|0|[1-9][0-9]{0,8}");
    /** A variable of the master's own environment, in private characters, so that no parser on the way takes it for something else. */
    private static final Pattern REFERENCE = Pattern.compile("\uE000([A-Za-z_][A-Za-z0-9_]*)\uE001");

    private Hocon() {}

    /** Stands in a text for a variable of the master's environment, until {@link #text} writes it as a substitution. */
    static String reference(String variable) {
        return '\uE000' + variable + '\uE001';
    }

    static String text(String text) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder written = new StringBuilder();
        int end = 0;
        while (reference.find()) {
            written.append(quotedUnlessEmpty(text.substring(end, reference.start())))
                    .append("${?")
                    .append(reference.group(1))
                    .append('}');
            end = reference.end();
        }
        if (end == 0) {
            return PLAIN.matcher(text).matches() && !MEANT_OTHERWISE.contains(text) ? text : Json.write(text);
        }
        return written.append(quotedUnlessEmpty(text.substring(end))).toString();
    }

    private static String quotedUnlessEmpty(String text) {
        return text.isEmpty() ? "" : Json.write(text);
    }

    static String list(List<String> texts) {
        return texts.stream().map(Hocon::text).collect(Collectors.joining(", ", "[", "]"));
    }
}
