package dev.muster.supervisor.cli.reference;

/** A man page in the macros of man(7). One thread. */
final class Roff {
    private final StringBuilder text = new StringBuilder();

    /** @param version stands in the footer; there is no date, which would make every build another one */
    Roff(String title, int section, String version) {
        text.append(
                ".\\\" Made from the definitions of the commands and from the configuration's reference: do not edit.\n");
        macro(".TH " + title + " " + section + " \"\" \"Muster " + version + "\" \"Muster\"");
    }

    Roff section(String name) {
        return macro(".SH " + name);
    }

    Roff subsection(String name) {
        return macro(".SS " + escape(name));
    }

    Roff paragraph(String line) {
        return macro(".PP").line(line);
    }

    Roff line(String line) {
        text.append(guarded(escape(line))).append('\n');
        return this;
    }

    /** A term and what it means. */
    Roff entry(String term, String meaning) {
        macro(".TP");
        text.append(guarded("\\fB" + escape(term) + "\\fR")).append('\n');
        return line(meaning);
    }

    /** Lines as they stand. */
    Roff verbatim(Iterable<String> lines) {
        macro(".PP").macro(".nf").macro(".RS 2");
        for (String line : lines) {
            text.append(line.isEmpty() ? "\\&" : guarded(escape(line))).append('\n');
        }
        return macro(".RE").macro(".fi");
    }

    private Roff macro(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** A dot or an apostrophe at the start of a line would be taken for a request. */
    private static String guarded(String line) {
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    /** Hyphens, quotes and the like are meant to be typed, not typeset. */
    private static String escape(String plain) {
        return plain.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
