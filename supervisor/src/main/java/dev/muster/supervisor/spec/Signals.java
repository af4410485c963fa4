package dev.muster.supervisor.spec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Linux's signals by name (without {@code SIG}) and number, as {@code signal(7)} has them for x86 and ARM. Immutable. */
public final class Signals {

    /** Indexed by number; the place of 0 is never handed out. */
    private static final List<String> NAMES = List.of(
            "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");

    /** glibc keeps 32 and 33 for itself. */
    private static final int RTMIN = 34;

    private static final int RTMAX = 64;

    private Signals() {}

    /** The number of {@code TERM}, {@code sigterm}, {@code RTMIN+3} or {@code 15}; empty when there is no such signal. */
    public static Optional<Integer> find(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        int standard = NAMES.indexOf(name);
        if (standard > 0) {
            return Optional.of(standard);
        }
        if (name.equals("RTMIN")) {
            return Optional.of(RTMIN);
        }
        boolean realTime = name.startsWith("RTMIN+");
        return parse(realTime ? name.substring("RTMIN+".length()) : name)
                .map(number -> realTime ? RTMIN + number : number)
                .filter(Signals::exists);
    }

    /**
     * As {@link #find}, for a name that was checked before.
     *
     * @throws IllegalArgumentException when there is no such signal
     */
    public static int number(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no such signal: " + name));
    }

    /** {@code TERM} for 15, {@code RTMIN+1} for 35; the number itself for one that has no name. */
    public static String name(int number) {
        if (number > 0 && number < NAMES.size()) {
            return NAMES.get(number);
        }
        if (number == RTMIN) {
            return "RTMIN";
        }
        return number > RTMIN && number <= RTMAX ? "RTMIN+" + (number - RTMIN) : Integer.toString(number);
    }

    /** The names of the standard signals, by number. */
    public static List<String> names() {
        return NAMES.subList(1, NAMES.size());
    }

    private static boolean exists(int number) {
        return (number > 0 && number < NAMES.size()) || (number >= RTMIN && number <= RTMAX);
    }

    private static Optional<Integer> parse(String digits) {
        boolean plausible =
                !digits.isEmpty() && digits.length() <= 2 && digits.chars().allMatch(Character::isDigit);
        return plausible ? Optional.of(Integer.parseInt(digits)) : Optional.empty();
    }
}
