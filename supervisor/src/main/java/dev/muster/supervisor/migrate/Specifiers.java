package dev.muster.supervisor.migrate;

/** The {@code %} of unit files (systemd.unit(5), "Specifiers"), as they are for the system's own manager. One thread. */
final class Specifiers {
    private final String unit;
    private final Draft draft;

    Specifiers(String unit, Draft draft) {
        this.unit = unit;
        this.draft = draft;
    }

    String expand(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%' || i + 1 == text.length()) {
                result.append(c);
            } else {
                result.append(value(text.charAt(++i)));
            }
        }
        return result.toString();
    }

    private String value(char specifier) {
        String base = unit.replaceFirst("\\.[a-z]+$", "");
        int at = base.indexOf('@');
        return switch (specifier) {
            case '%' -> "%";
            case 'n' -> unit;
            case 'N' -> base;
            case 'p', 'P' -> at < 0 ? base : base.substring(0, at);
            case 'i', 'I' -> instance(at < 0 ? "" : base.substring(at + 1));
            case 't' -> "/run";
            case 'S' -> "/var/lib";
            case 'C' -> "/var/cache";
            case 'L' -> "/var/log";
            case 'E' -> "/etc";
            case 'T' -> "/tmp";
            case 'V' -> "/var/tmp";
            case 'h' -> "/root";
            case 'u' -> "root";
            case 'U' -> "0";
            default -> {
                draft.remark("the specifier %" + specifier + " is left as it stands");
                yield "%" + specifier;
            }
        };
    }

    private String instance(String name) {
        if (name.isEmpty()) {
            draft.remark(
                    "%i: import an instance of the template (cp x@.service x@one.service), or let MUSTER_SLOT tell them apart");
        }
        return name;
    }
}
