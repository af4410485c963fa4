package dev.muster.supervisor.spec;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of getrlimit(2): {@code 4096} is soft and hard, {@code 1024:4096} says both, {@code 1024:} and {@code :4096} one of them;
 * {@code unlimited} may stand for a number, and sizes may have units ({@code 64MiB}). Immutable.
 *
 * @param soft what holds; {@link #UNLIMITED}, or {@link #KEPT} for the master's own
 * @param hard up to where the program itself may raise it
 */
public record ResourceLimit(long soft, long hard) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    /** As the master has it. */
    public static final long KEPT = -1;

    private static final Pattern FORM = Pattern.compile("(?<soft>[^:]*)(?<colon>:(?<hard>[^:]*))?");
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15})([KMGT]iB)?");
    private static final String WITHOUT_LIMIT = "unlimited";

    /** Every resource there is a limit for, and whether it is counted in bytes. */
    private static final Map<String, Boolean> RESOURCES = Map.ofEntries(
            Map.entry("as", true),
            Map.entry("core", true),
            Map.entry("cpu", false),
            Map.entry("data", true),
            Map.entry("fsize", true),
            Map.entry("memlock", true),
            Map.entry("msgqueue", true),
            Map.entry("nofile", false),
            Map.entry("nproc", false),
            Map.entry("rtprio", false),
            Map.entry("sigpending", false),
            Map.entry("stack", true));

    /** By name, in the order of the alphabet; true when it is counted in bytes. */
    public static Map<String, Boolean> resources() {
        return new TreeMap<>(RESOURCES);
    }

    /**
     * Reads one.
     *
     * @param bytes whether units are allowed
     * @throws IllegalArgumentException with what is expected
     */
    public static ResourceLimit parse(String text, boolean bytes) {
        Matcher form = FORM.matcher(text.strip());
        String example = bytes ? "64MiB, \"64MiB:1GiB\"" : "4096, \"1024:4096\"";
        if (form.matches()) {
            String soft = form.group("soft");
            String hard = form.group("colon") == null ? soft : form.group("hard");
            boolean some = !soft.isEmpty() || !hard.isEmpty();
            if (some && isOne(soft, bytes) && isOne(hard, bytes)) {
                return new ResourceLimit(number(soft), number(hard)).inOrder(text);
            }
        }
        throw new IllegalArgumentException(
                "must be a limit such as " + example + " (soft:hard) or unlimited, not \"" + text + "\"");
    }

    private ResourceLimit inOrder(String text) {
        if (soft != KEPT && hard != KEPT && soft > hard) {
            throw new IllegalArgumentException("has its soft limit above its hard one: \"" + text + "\"");
        }
        return this;
    }

    private static boolean isOne(String text, boolean bytes) {
        Matcher number = NUMBER.matcher(text);
        return text.isEmpty() || text.equals(WITHOUT_LIMIT) || (number.matches() && (bytes || number.group(2) == null));
    }

    private static long number(String text) {
        if (text.isEmpty()) {
            return KEPT;
        }
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return UNLIMITED;
        }
        int power =
                number.group(2) == null ? 0 : " KMGT".indexOf(number.group(2).charAt(0));
        long value = Long.parseLong(number.group(1));
        long most = (UNLIMITED - 1) >> (10 * power);
        return Math.min(value, most) << (10 * power);
    }

    /** As prlimit(1) takes it. */
    public String argument() {
        String first = word(soft);
        return soft == hard ? first : first + ":" + word(hard);
    }

    private static String word(long number) {
        if (number == KEPT) {
            return "";
        }
        return number == UNLIMITED ? WITHOUT_LIMIT : Long.toString(number);
    }
}
